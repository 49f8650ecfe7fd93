import { z } from 'zod';
import { InstalledId } from './fields.js';
import type { Performance } from './performance.js';
import type { CurrentVersion } from './select.js';

/** Makes the next older installed version of a worker the current one. Result: `CurrentVersion`. */
export const WorkerRollback = z.strictObject({
  operation: z.literal('worker_rollback'),
  worker: InstalledId.meta({ description: 'Id of an installed worker, without its version' }),
});

/** Makes the next older installed version of a worker the current one. Result: `CurrentVersion`. */
export type WorkerRollback = Readonly<z.output<typeof WorkerRollback>>;

export async function performRollback(
  { worker }: WorkerRollback,
  { catalog, signal }: Performance,
): Promise<CurrentVersion> {
  return { current: (await catalog.rollback(worker, { signal })).id };
}
