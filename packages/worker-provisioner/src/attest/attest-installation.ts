import type { TreeDescription, WorkerBinary } from '@rbee/artifact-catalog';
import type { Need } from '@rbee/aur-arch';
import { fullProbe } from '@rbee-internal/worker-entry';
import type { PackedJob } from '../install/provision-job.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { recipeNeeds } from '../recipe/recipe-needs.js';
import { type HardwareContext, hardwareForChoice } from '../target/hardware.js';
import { machineOf } from '../target/machine.js';

/** What attesting depends on. */
export type AttestContext = Pick<ProvisionContext, 'catalog' | 'signingKeyFile' | 'machine'> &
  HardwareContext;

/** Signs what is known of an installation, into the tree that becomes the artifact's folder; nothing without a key. */
export async function attestInstallation(
  context: AttestContext,
  job: PackedJob,
  { artifact, tree }: { readonly artifact: WorkerBinary; readonly tree: TreeDescription },
): Promise<void> {
  const { signingKeyFile, catalog } = context;
  if (signingKeyFile === undefined) return;
  const [{ attestWorker }, { openHiveKey }, { writeAttestations }] = await Promise.all([
    import('../exchange/attested-worker.js'),
    import('./hive-key.js'),
    import('./attestations.js'),
  ]);
  const { worker, recipe, request, settings } = job;
  const { signal } = request;
  const needs = await recipeNeeds(recipe, job.pkgbuildText, {
    machine: await machineOf(context, { signal }),
    workerId: worker.id,
    packages: settings.packages,
    signal,
  });
  const native = settings.native === true ? await cpuFeatures(context, signal) : undefined;
  const init = {
    ...{ worker: artifact, tree: job.tree, folder: catalog.folderOf(artifact.id), description: tree, signal },
    requires: { ...worker.requires, ...(native !== undefined && { cpuFeatures: native }) },
    license: worker.license,
    facts: {
      tests: recipe.pkgbuild.functions.has('check'),
      proof: fullProbe(worker.probe ?? 'version').kind,
      tools: needs.needs.slice(0, MAX_TOOLS).map(toolOf),
    },
  };
  await writeAttestations(job.tree, await attestWorker(init, await openHiveKey(signingKeyFile)));
}

const MAX_TOOLS = 1_000;

function toolOf({ dependency, found }: Need): { readonly name: string; readonly version?: string } {
  return { name: dependency, ...(found?.version !== undefined && { version: found.version }) };
}

/** What is made for this processor runs on one that has all of its features. */
async function cpuFeatures(context: AttestContext, signal: AbortSignal | undefined) {
  return (await hardwareForChoice(context, { signal })).cpuFeatures?.value;
}
