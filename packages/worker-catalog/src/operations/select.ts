import { z } from 'zod';
import { InstalledId } from './fields.js';
import type { Performance } from './performance.js';

/** Makes an installed version of a worker the current one. Result: `CurrentVersion`. */
export const WorkerSelect = z.strictObject({
  operation: z.literal('worker_select'),
  worker: InstalledId.meta({ description: 'Full id of an installed worker, with its version' }),
});

/** Makes an installed version of a worker the current one. Result: `CurrentVersion`. */
export type WorkerSelect = Readonly<z.output<typeof WorkerSelect>>;

/** What `worker_select` and `worker_rollback` result in. */
export interface CurrentVersion {
  /** The full id of the version that is current now. */
  readonly current: string;
}

export async function performSelect(
  { worker }: WorkerSelect,
  { catalog, signal }: Performance,
): Promise<CurrentVersion> {
  return { current: (await catalog.select(worker, { signal })).id };
}
