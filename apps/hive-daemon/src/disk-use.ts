import { statfs } from 'node:fs/promises';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import { folderBytes } from '@rbee-internal/system/files';
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
    folderBytes(stateDir, signal),
  ]);
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    workers: Object.fromEntries(workers.map(({ id, bytes }) => [id, bytes])),
    cacheBytes,
    stateBytes,
  };
}
