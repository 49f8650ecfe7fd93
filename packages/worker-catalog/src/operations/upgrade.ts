import { buildSettingsShape } from '@rbee/worker-provisioner/settings';
import { z } from 'zod';
import { RegistryId } from './fields.js';
import { type InstallResult, install } from './install.js';
import type { Performance } from './performance.js';

const {
  backend: _backend,
  allowCpuFallback: _fallback,
  force: _force,
  ...buildSettings
} = buildSettingsShape;

/** Installs the registry's newer version beside the installed one. Result: `InstallResult`. */
export const WorkerUpgrade = z.strictObject({
  operation: z.literal('worker_upgrade'),
  worker: RegistryId.meta({ description: 'Id of an installed worker, without its version' }),
  ...buildSettings,
});

/** Installs the registry's newer version beside the installed one. Result: `InstallResult`. */
export type WorkerUpgrade = Readonly<z.output<typeof WorkerUpgrade>>;

export async function performUpgrade(
  { operation: _name, worker, ...settings }: WorkerUpgrade,
  performance: Performance,
): Promise<InstallResult> {
  const { catalog, jobId, signal, onEvent } = performance;
  const installed = await catalog.requireInstalled(worker, { signal });
  const outdated = await catalog.outdated({ signal });
  if (outdated.some(({ workerId }) => workerId === worker))
    return install(performance, (call) => catalog.provisionAndAdd(worker, { ...settings, ...call }));
  const { id: artifactId, version } = installed;
  onEvent({ type: 'up-to-date', jobId, workerId: worker, artifactId, version });
  return { installed, wasInstalled: true };
}
