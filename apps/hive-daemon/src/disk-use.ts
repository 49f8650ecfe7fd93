import { lstat, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import type { DiskUse } from './api/resources.js';

/** Below the catalog's root: what installations keep for the next time. */
const CACHE_FOLDER = '@cache';

/** What the catalog and the daemon take of the disk. */
export async function diskUseOf(
  catalog: WorkerCatalog,
  stateDir: string,
  signal: AbortSignal,
): Promise<DiskUse> {
  const { bavail, blocks, bsize } = await statfs(catalog.root);
  const workers: Record<string, number> = {};
  for (const worker of await catalog.list({ signal })) {
    const [folder = ''] = path.relative(catalog.root, worker.path).split(path.sep);
    const isInside = folder !== '' && folder !== '..' && !path.isAbsolute(folder);
    workers[worker.id] = isInside ? await bytesOf(path.join(catalog.root, folder), signal) : worker.size;
  }
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    workers,
    cacheBytes: await bytesOf(path.join(catalog.root, CACHE_FOLDER), signal),
    stateBytes: await bytesOf(stateDir, signal),
  };
}

/** Of all files below a folder; links are not followed. What goes away meanwhile does not count. */
async function bytesOf(folder: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesOf(file, signal);
    else bytes += (await lstat(file).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
