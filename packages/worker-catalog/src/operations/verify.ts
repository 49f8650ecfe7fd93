import { z } from 'zod';
import type { Verification } from '../verify/verification.js';
import { InstalledId } from './fields.js';
import type { Performance } from './performance.js';

/** Rereads installed workers and compares them with their records. Result: `VerifyResult`. */
export const WorkerVerify = z.strictObject({
  operation: z.literal('worker_verify'),
  worker: InstalledId.optional().meta({
    description: 'Id of an installed worker, with or without its version (default: all)',
  }),
});

/** Rereads installed workers and compares them with their records. Result: `VerifyResult`. */
export type WorkerVerify = Readonly<z.output<typeof WorkerVerify>>;

/** What `worker_verify` results in: of each worker its full id and how it compares. */
export interface VerifyResult {
  readonly verified: readonly (Verification & { readonly id: string })[];
}

export async function performVerify(
  { worker }: WorkerVerify,
  { catalog, jobId, signal, onEvent }: Performance,
): Promise<VerifyResult> {
  const workers =
    worker === undefined
      ? await catalog.list({ signal })
      : [await catalog.requireInstalled(worker, { signal })];
  const verified: VerifyResult['verified'][number][] = [];
  for (const { id } of workers) {
    const verification = await catalog.verify(id, { signal });
    onEvent({ type: 'worker-verified', jobId, artifactId: id, verification });
    verified.push({ id, ...verification });
  }
  return { verified };
}
