import type { WorkerBinary } from '@rbee/artifact-catalog';
import type { ProvisionEvent, ProvisionWorkerOptions } from '@rbee/worker-provisioner';
import { buildSettingsShape, provisionSettingsShape } from '@rbee/worker-provisioner/settings';
import { z } from 'zod';
import { RecipeLocation, RegistryId } from './fields.js';
import type { Performance } from './performance.js';

/** Fields of `worker_install` that a daemon takes from a request, too. */
export const installFields = {
  operation: z.literal('worker_install'),
  worker: RegistryId.optional().meta({
    description: 'Id of a worker in the registry, such as echo-worker-cpu',
  }),
  from: RecipeLocation.optional().meta({
    description: 'A folder, a PKGBUILD, or a URL of either; no registry is used',
  }),
  ...buildSettingsShape,
  keepBuild: provisionSettingsShape.keepBuild,
};

/** Fields of `worker_install` that only a program of the user's own sets; a daemon refuses them. */
export const ownInstallFields = {
  wait: provisionSettingsShape.wait,
  locked: provisionSettingsShape.locked,
  licenseOrigins: z
    .array(z.string().max(2_048))
    .max(1_000)
    .readonly()
    .optional()
    .meta({ description: 'Let these origins get your licence token this time' }),
};

/** What a body has to have that names one worker. */
export const ONE_WORKER = { path: ['worker'], message: 'either worker or from has to be given' };

/** Installs a worker of the registry, or the one whose recipe is at `from`. Result: `InstallResult`. */
export const WorkerInstall = z
  .strictObject({ ...installFields, ...ownInstallFields })
  .refine(namesOneWorker, ONE_WORKER);

/** Installs a worker of the registry, or the one whose recipe is at `from`. Result: `InstallResult`. */
export type WorkerInstall = Readonly<z.output<typeof WorkerInstall>>;

interface WorkerName {
  readonly worker?: string | undefined;
  readonly from?: string | undefined;
}

/** What `worker_install` and `worker_upgrade` result in. */
export interface InstallResult {
  readonly installed: WorkerBinary;
  /** Whether it was installed before, and nothing was done. */
  readonly wasInstalled: boolean;
}

/**
 * Whether a body of `worker_install` names one worker, by id or by the place of its recipe.
 *
 * @example z.strictObject(installFields).refine(namesOneWorker, ONE_WORKER);
 */
export function namesOneWorker({ worker, from }: WorkerName): boolean {
  return (worker === undefined) !== (from === undefined);
}

export function performInstall(
  { operation: _name, worker = '', from, licenseOrigins, ...settings }: WorkerInstall,
  performance: Performance,
): Promise<InstallResult> {
  const catalog =
    licenseOrigins === undefined ? performance.catalog : performance.catalog.trusting(licenseOrigins);
  return install(performance, (call) => {
    const options = { ...settings, ...call };
    return from === undefined
      ? catalog.provisionAndAdd(worker, options)
      : catalog.provisionAndAddFrom(from, options);
  });
}

type InstallCall = Pick<ProvisionWorkerOptions, 'jobId' | 'signal' | 'onEvent'>;

/** Runs an installation, and finds out whether it had anything to do. */
export async function install(
  { jobId, signal, onEvent }: Performance,
  provision: (call: InstallCall) => Promise<WorkerBinary>,
): Promise<InstallResult> {
  let wasInstalled = false;
  const installed = await provision({
    jobId,
    signal,
    onEvent(event: ProvisionEvent) {
      wasInstalled ||= event.type === 'already-installed';
      onEvent(event);
    },
  });
  return { installed, wasInstalled };
}
