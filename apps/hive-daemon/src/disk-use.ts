import { lstat, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import type { DiskUse } from './api/resources.js';

/** What the catalog and the daemon take of the disk. */
export async function diskUseOf(
  catalog: WorkerCatalog,
  stateDir: string,
  signal: AbortSignal,
): Promise<DiskUse> {
  const [{ bavail, blocks, bsize }, { workers, cacheBytes }, stateBytes] = await Promise.all([
    statfs(catalog.root),
    catalog.diskUsage({ signal }),
    bytesOf(stateDir, signal),
  ]);
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    workers: Object.fromEntries(workers.map(({ id, bytes }) => [id, bytes])),
    cacheBytes,
    stateBytes,
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
