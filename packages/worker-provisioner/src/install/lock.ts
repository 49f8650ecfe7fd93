import type { ProvisionContext } from '../options/provisioner-options.js';
import type { ChosenJob } from './provision-job.js';

/**
 * Step 3: does the rest of the work while no other job, of this process or another, installs the same worker.
 *
 * @throws ArtifactCatalogError `BUSY` with `wait: false`
 */
export async function lock<T>(
  { catalog }: Pick<ProvisionContext, 'catalog'>,
  { request, report, worker }: ChosenJob,
  work: () => Promise<T>,
): Promise<T> {
  const release = await catalog.lock(worker.id, {
    signal: request.signal,
    wait: request.wait,
    label: `job ${request.jobId}`,
    onWait: ({ file: _file, machine: _machine, ...holder }) => report.emit({ type: 'waiting', ...holder }),
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
