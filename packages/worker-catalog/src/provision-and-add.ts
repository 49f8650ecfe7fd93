import type { WorkerBinary } from '@rbee/artifact-catalog';
import type { OpenOptions, ProvisionOptions } from './types.js';
import { WorkerCatalog } from './worker-catalog.js';

/** Opens the catalog and installs one worker: `WorkerCatalog.open(options)`, then its `provisionAndAdd`. */
export async function provisionAndAdd(
  workerId: string,
  options: ProvisionOptions & OpenOptions,
): Promise<WorkerBinary> {
  const catalog = await WorkerCatalog.open(options);
  return catalog.provisionAndAdd(workerId, options);
}
