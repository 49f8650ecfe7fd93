import {
  describeTree,
  isArtifactCatalogError,
  type TreeDescription,
  type WorkerBinary,
  writeTreeListing,
} from '@rbee/artifact-catalog';
import { attestInstallation } from '../attest/attest-installation.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { recipeChanged } from '../recipe/recipe-changed.js';
import type { HardwareContext } from '../target/hardware.js';
import { describeArtifact } from './describe-artifact.js';
import type { Installed } from './find-installed.js';
import { machineFactsFor } from './machine-facts-for.js';
import type { PackedJob } from './provision-job.js';

/** What makes way for the new worker. */
export type Replaced = Pick<Installed, 'broken' | 'outdated'>;

type PlaceContext = Pick<ProvisionContext, 'catalog' | 'now' | 'signingKeyFile' | 'machine'> &
  HardwareContext;

/**
 * Step 8: describes the worker and puts it in its place in the catalog by one rename.
 *
 * @throws ProvisionError `RECIPE_CHANGED`; ArtifactCatalogError
 */
export async function place(
  context: PlaceContext,
  job: PackedJob,
  replaced: Replaced,
): Promise<WorkerBinary> {
  const { request, report, tree: folder } = job;
  // What the proof left is what is recorded.
  const tree = await describeTree(folder, { signal: request.signal });
  await writeTreeListing(folder, tree);
  const artifact = describe(context, job, {
    tree,
    machine: await machineFactsFor(context, { ...job, registry: request.registry, signal: request.signal }),
  });
  await attestInstallation(context, job, { artifact, tree });
  const promote = () => promoteTree(context, { job, artifact, replaced });
  await (request.record ? report.step('catalog', promote) : promote());
  return artifact;
}

function describe(
  { catalog, now }: PlaceContext,
  job: PackedJob,
  facts: { readonly tree: TreeDescription; readonly machine: Readonly<Record<string, string>> },
): WorkerBinary {
  return describeArtifact(job, { ...facts, now: now(), folderOf: (id) => catalog.folderOf(id) });
}

interface Promotion {
  readonly job: PackedJob;
  readonly artifact: WorkerBinary;
  readonly replaced: Replaced;
}

/** The new program is proven: only now are those that it replaces removed. */
async function promoteTree(
  { catalog }: PlaceContext,
  { job, artifact, replaced: { broken, outdated } }: Promotion,
): Promise<void> {
  const { record, force, signal } = job.request;
  const replace = force || [...broken, ...outdated].some(({ id }) => id === artifact.id);
  try {
    await catalog.promote(job.tree, artifact, { record, replace, signal });
  } catch (error) {
    if (!isArtifactCatalogError(error) || error.code !== 'ALREADY_EXISTS') throw error;
    throw recipeChanged(job.worker, job.version, error);
  }
  // The worker is installed by now: what cannot be removed stays for `remove`.
  for (const { id } of broken.filter((other) => other.id !== artifact.id))
    await catalog.remove(id).catch(() => undefined);
}
