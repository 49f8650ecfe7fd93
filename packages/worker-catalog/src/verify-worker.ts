import { access, constants } from 'node:fs/promises';
import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { digestFile } from '@rbee-internal/system/files';

/** Whether an installed program is the one that was installed. */
export type Verification =
  | { readonly verdict: 'intact' }
  /** Its record has no digest to compare with. */
  | { readonly verdict: 'unknown' }
  | { readonly verdict: 'missing' }
  /** It may not be executed. */
  | { readonly verdict: 'not-executable' }
  | { readonly verdict: 'changed'; readonly expected: string; readonly found: string };

/** Reads a worker's program again and compares its digest with the recorded one. */
export async function verifyWorker(
  worker: WorkerBinary,
  { signal }: CallOptions = {},
): Promise<Verification> {
  signal?.throwIfAborted();
  try {
    const found = await digestFile(worker.path, { signal });
    const expected = worker.digest;
    if (expected !== undefined && found !== expected) return { verdict: 'changed', expected, found };
    await access(worker.path, constants.X_OK);
    return { verdict: expected === undefined ? 'unknown' : 'intact' };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return { verdict: 'missing' };
    if (isSystemError(error, 'EACCES')) return { verdict: 'not-executable' };
    throw error;
  }
}
