import { licenseOf } from '../license/license.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { isSingleRecipe } from '../registry/worker-registry.js';
import { chooseWorker, requireChosen } from '../target/choose-worker.js';
import { type HardwareContext, hardwareForChoice } from '../target/hardware.js';
import { dependsOnHardware } from '../verdict/hardware-reasons.js';
import { verdict } from '../verdict/verdict.js';
import { verdictProblem } from '../verdict/verdict-obstacles.js';
import type { ChosenJob, StartedJob } from './provision-job.js';

/** What a choice depends on. */
export type ChooseContext = HardwareContext & Pick<ProvisionContext, 'licenseOrigins' | 'licenseToken'>;

/**
 * Step 1: finds the worker in the registries, chooses a variant for the hardware, and checks that it can be used here.
 *
 * @throws ProvisionError as the registry does; `CPU_ON_GPU_HOST`, `NO_USABLE_VARIANT`, `WORKER_YANKED`,
 * `PLATFORM_UNSUPPORTED`, `ARCHITECTURE_UNSUPPORTED`, `HARDWARE_UNSUPPORTED`, `LICENSE_REQUIRED`,
 * `LICENSE_ORIGIN_UNTRUSTED`
 */
export async function choose(context: ChooseContext, job: StartedJob): Promise<ChosenJob> {
  const { request, report } = job;
  const worker = await report.step('metadata', async () =>
    requireChosen(request.id, await chooseWorker(context, { ...request, onEvent: report.emit })),
  );
  await report.step('platform-check', async () => {
    const license = licenseOf(worker, request.registry, context);
    const isOwnRecipe = isSingleRecipe(request.registry);
    const { host } = job;
    const hardware = dependsOnHardware(worker, isOwnRecipe)
      ? await hardwareForChoice(context, { signal: request.signal })
      : undefined;
    const facts = { worker, host, hardware, license, settings: request, isOwnRecipe };
    const { workerId, reasons } = verdict(facts);
    // What is installed already needs neither network nor room: those are looked at before it is built.
    const problem = verdictProblem({
      workerId,
      reasons: reasons.filter(({ missing }) => missing !== 'network'),
    });
    if (problem !== undefined) throw problem;
  });
  return { ...job, worker };
}
