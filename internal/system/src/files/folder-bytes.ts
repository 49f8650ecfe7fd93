import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The bytes of all files below a folder; links are not followed. What goes away meanwhile does not count. */
export async function folderBytes(folder: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(file, signal);
    else bytes += (await lstat(file).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
