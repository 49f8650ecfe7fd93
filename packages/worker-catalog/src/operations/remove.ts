import { z } from 'zod';
import { WorkerCatalogError } from '../errors.js';
import { InstalledId } from './fields.js';
import type { Performance } from './performance.js';

/** Removes an installed worker with its files; refused while a process of it runs. Result: `Removal`. */
export const WorkerRemove = z.strictObject({
  operation: z.literal('worker_remove'),
  worker: InstalledId.meta({ description: 'Full id of an installed worker, with its version' }),
});

/** Removes an installed worker with its files; refused while a process of it runs. Result: `Removal`. */
export type WorkerRemove = Readonly<z.output<typeof WorkerRemove>>;

/** What was removed: full ids of workers, or paths. */
export interface Removal {
  readonly removed: readonly string[];
}

export async function performRemove({ worker }: WorkerRemove, performance: Performance): Promise<Removal> {
  const { catalog, signal } = performance;
  requireNotRunning(worker, performance);
  await catalog.remove(worker, { signal });
  return { removed: [worker] };
}

/**
 * Refuses to remove a worker that a process runs.
 *
 * @throws WorkerCatalogError `RUNNING`
 * @example requireNotRunning('hello-worker-cpu-v1.0-linux', { isRunning: (id) => running.has(id) });
 */
export function requireNotRunning(artifactId: string, { isRunning }: Pick<Performance, 'isRunning'>): void {
  if (!isRunning(artifactId)) return;
  throw new WorkerCatalogError({
    code: 'RUNNING',
    message: `${artifactId} is running.`,
    hint: 'Stop its processes first.',
  });
}
