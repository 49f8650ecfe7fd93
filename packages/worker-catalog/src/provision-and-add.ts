import type { WorkerBinary } from '@rbee/artifact-catalog';
import { requireOptionsOf } from '@rbee/worker-provisioner';
import { requireOptions } from './check-options.js';
import { objectSchema } from './option-schemas.js';
import type { OpenOptions, ProvisionOptions } from './types.js';
import { WorkerCatalog } from './worker-catalog.js';

/**
 * Opens the catalog and installs one worker: `WorkerCatalog.open(options)`, then its `provisionAndAdd`.
 *
 * @throws as both of them
 * @example const worker = await provisionAndAdd('hello-worker-cpu', { jobId: 'job-1' });
 */
export async function provisionAndAdd(
  workerId: string,
  options: ProvisionOptions & OpenOptions,
): Promise<WorkerBinary> {
  requireOptions('provisionAndAdd', objectSchema, options);
  const { jobId, onEvent, network, sandbox, force, wait, locked, backend, allowCpuFallback, ...open } =
    options;
  const { signal } = open;
  const variant = { backend, allowCpuFallback };
  const call: ProvisionOptions = {
    jobId,
    onEvent,
    network,
    sandbox,
    force,
    wait,
    locked,
    ...variant,
    signal,
  };
  requireOptionsOf('provision', call, 'provisionAndAdd');
  const catalog = await WorkerCatalog.open(open);
  return catalog.provisionAndAdd(workerId, call);
}
