import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { backendOf } from '@rbee-internal/hardware';
import { fullProbe } from '@rbee-internal/worker-entry';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { proveProgram } from '../proof/prove-program.js';
import { asVariant } from '../target/hardware.js';
import type { PackedJob } from './provision-job.js';

/**
 * Step 7: starts the program once, confined, where it was built: only one that works is put in place.
 *
 * @throws ProvisionError `NOT_PROVEN`; ExecuteError `SANDBOX`
 */
export async function prove(
  { env, probeMilliseconds: timeoutMilliseconds }: Pick<ProvisionContext, 'env' | 'probeMilliseconds'>,
  { request, report, worker, recipe, tree, installed, folders, version, missing }: PackedJob,
): Promise<void> {
  const probe = fullProbe(worker.probe ?? 'version');
  if (probe.kind === 'none') return;
  const { sandbox, signal } = request;
  const { architecture } = recipe.plan;
  await report.step('prove', async () => {
    const workDir = await mkdtemp(path.join(folders.root, 'proof-'));
    await proveProgram(path.join(tree, installed.start), {
      ...{ probe, launch: worker.launch, version, tree, workDir },
      mounts: installed.launcher?.kind === 'mounts',
      ...{ plugins: installed.plugins, backend: backendOf(asVariant(worker)), missing },
      ...{ env, architecture, sandbox, timeoutMilliseconds, signal },
    });
  });
}
