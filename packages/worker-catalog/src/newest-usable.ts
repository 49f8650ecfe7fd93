import { stat } from 'node:fs/promises';
import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { vercmp } from '@rbee-internal/vercmp';

/** The worker with the highest version among those that are `Available` and whose program exists. */
export async function newestUsable(
  workers: readonly WorkerBinary[],
  { signal }: CallOptions = {},
): Promise<WorkerBinary | undefined> {
  const newestFirst = workers
    .filter((worker) => worker.status === 'Available')
    .sort((a, b) => vercmp(b.version, a.version));
  for (const worker of newestFirst) {
    signal?.throwIfAborted();
    if (await isFile(worker.path)) return worker;
  }
  return undefined;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
