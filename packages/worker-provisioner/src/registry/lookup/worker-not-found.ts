import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../../errors.js';

/** That a registry has no worker of an id, and which it has. */
export function workerNotFound(
  id: string,
  origin: string,
  workers: readonly WorkerMetadata[],
): ProvisionError {
  const ids = workers.map((worker) => worker.id).sort();
  return new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `The worker registry at ${origin} has no worker ${id}.`,
    hint:
      ids.length === 0
        ? 'It lists no workers.'
        : `It has ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ' …' : ''}.`,
  });
}
