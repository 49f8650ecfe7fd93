import { lstat } from 'node:fs/promises';
import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { vercmp } from '@rbee-internal/vercmp';

/** The worker with the highest version among those that are `Available` and whose program is in their own folder. */
export async function newestUsable(
  artifacts: Pick<FilesystemCatalog<WorkerBinary>, 'locate'>,
  workers: readonly WorkerBinary[],
  { signal }: CallOptions = {},
): Promise<WorkerBinary | undefined> {
  const newestFirst = workers
    .filter((worker) => worker.status === 'Available')
    .sort((a, b) => vercmp(b.version, a.version));
  for (const worker of newestFirst) {
    signal?.throwIfAborted();
    const location = await artifacts.locate(worker, { signal });
    if (location === 'inside' && (await isProgram(worker.path))) return worker;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    const stats = await lstat(file);
    return stats.isFile() || stats.isSymbolicLink();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
