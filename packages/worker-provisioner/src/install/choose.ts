import { licenseOf, licenseProblem } from '../license/license.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { hostProblem } from '../target/check-host.js';
import { chooseWorker, requireChosen } from '../target/choose-worker.js';
import type { HardwareContext } from '../target/hardware.js';
import type { ChosenJob, StartedJob } from './provision-job.js';

/** What a choice depends on. */
export type ChooseContext = HardwareContext & Pick<ProvisionContext, 'licenseOrigins' | 'licenseToken'>;

/**
 * Step 1: finds the worker in the registries, chooses a variant for the hardware, and checks that it can be used here.
 *
 * @throws ProvisionError as the registry does; `CPU_ON_GPU_HOST`, `NO_USABLE_VARIANT`, `WORKER_YANKED`,
 * `PLATFORM_UNSUPPORTED`, `ARCHITECTURE_UNSUPPORTED`, `LICENSE_REQUIRED`, `LICENSE_ORIGIN_UNTRUSTED`
 */
export async function choose(context: ChooseContext, job: StartedJob): Promise<ChosenJob> {
  const { request, report } = job;
  const worker = await report.step('metadata', async () =>
    requireChosen(request.id, await chooseWorker(context, { ...request, onEvent: report.emit })),
  );
  await report.step('platform-check', () => {
    const license = licenseOf(worker, request.registry, context);
    const problem = hostProblem(worker, job.host) ?? licenseProblem(worker, license);
    if (problem !== undefined) throw problem;
  });
  return { ...job, worker };
}
