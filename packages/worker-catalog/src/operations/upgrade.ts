import type { WorkerBinary } from '@rbee/artifact-catalog';
import { buildSettingsShape, ownRecipeOf, provisionSettingsShape } from '@rbee/worker-provisioner/settings';
import { z } from 'zod';
import { flag, RegistryId } from './fields.js';
import { type InstallResult, install } from './install.js';
import type { Performance } from './performance.js';

const {
  backend: _backend,
  allowCpuFallback: _fallback,
  force: _force,
  ...buildSettings
} = buildSettingsShape;

/**
 * Installs the newer version of the registry, or of the recipe that it was installed from, beside the installed one.
 * Result: `InstallResult`.
 */
export const WorkerUpgrade = z.strictObject({
  operation: z.literal('worker_upgrade'),
  worker: RegistryId.meta({ description: 'Id of an installed worker, without its version' }),
  ...buildSettings,
  keepBuild: provisionSettingsShape.keepBuild,
  checkSources: flag('Look for newer releases and moved branches of its sources, too'),
});

/**
 * Installs the newer version of the registry, or of the recipe that it was installed from, beside the installed one.
 * Result: `InstallResult`.
 */
export type WorkerUpgrade = Readonly<z.output<typeof WorkerUpgrade>>;

export async function performUpgrade(
  { operation: _name, worker, checkSources, ...settings }: WorkerUpgrade,
  performance: Performance,
): Promise<InstallResult> {
  const { catalog, jobId, signal, onEvent } = performance;
  const installed = await catalog.requireInstalled(worker, { signal });
  const from = ownRecipeOf(installed);
  const result =
    from === undefined
      ? await upgradeFromRegistry({ installed, worker, checkSources, settings }, performance)
      : await install(performance, (call) => catalog.provisionAndAddFrom(from, { ...settings, ...call }));
  if (result.wasInstalled) {
    const { id: artifactId, version } = result.installed;
    onEvent({ type: 'up-to-date', jobId, workerId: worker, artifactId, version });
  }
  return result;
}

interface Upgrade {
  readonly installed: WorkerBinary;
  readonly worker: string;
  readonly checkSources: boolean | undefined;
  readonly settings: Omit<WorkerUpgrade, 'operation' | 'worker' | 'checkSources'>;
}

async function upgradeFromRegistry(
  { installed, worker, checkSources, settings }: Upgrade,
  performance: Performance,
): Promise<InstallResult> {
  const { catalog, signal } = performance;
  const outdated = await catalog.outdated({ checkSources, signal });
  if (!outdated.some(({ workerId }) => workerId === worker)) return { installed, wasInstalled: true };
  return install(performance, (call) => catalog.provisionAndAdd(worker, { ...settings, ...call }));
}
