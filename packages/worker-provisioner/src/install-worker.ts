import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import {
  describeTree,
  type Provenance,
  type TreeDescription,
  type WorkerBinary,
  type WorkerType,
  workerArtifactId,
  writeTreeListing,
} from '@rbee/artifact-catalog';
import packageJson from '../package.json' with { type: 'json' };
import type { BuiltWorker } from './build-worker.js';
import { installTree } from './install-tree.js';
import { PLATFORM_NAMES } from './platform-names.js';
import { proveProgram } from './prove-program.js';
import type { Job } from './provision-worker.js';
import { workerTypeOf } from './registry/schema.js';
import { sourceProvenance } from './source-provenance.js';
import type { WorkerMetadata } from './types.js';

/**
 * Turns a built tree into an artifact of the catalog: checked, then put in place by one rename.
 *
 * @param folder the job's own, for what the program writes while it proves itself
 */
export async function installWorker(job: Job, built: BuiltWorker, folder: string): Promise<WorkerBinary> {
  const { context, request, report, worker } = job;
  const program = await report.step('install', () =>
    installTree(built.pkgDir, { binaryName: worker.binaryName, signal: request.signal }),
  );
  await prove(job, { tree: built.pkgDir, program, folder });
  const { record, force, signal } = request;
  // What the proof left is what is recorded.
  const tree = await describeTree(built.pkgDir, { signal });
  await writeTreeListing(built.pkgDir, tree);
  const artifact = describeArtifact(job, { built, program, tree });
  const promote = async () => {
    // The new program is proven; only now may those that it replaces go.
    const replace = force || [...job.broken, ...job.outdated].some(({ id }) => id === artifact.id);
    await context.catalog.promote(built.pkgDir, artifact, { record, replace, signal });
    await removeBroken(job, artifact);
  };
  await (record ? report.step('catalog', promote) : promote());
  return artifact;
}

/** The worker is installed by now: what cannot be removed stays for `remove`. */
async function removeBroken({ context: { catalog }, broken }: Job, artifact: WorkerBinary): Promise<void> {
  for (const { id } of broken.filter((other) => other.id !== artifact.id))
    await catalog.remove(id).catch(() => undefined);
}

/** Starts the program once, where it was built: only one that works is put in place. */
async function prove(
  { context, request, report, worker, recipe }: Job,
  { tree, program, folder }: { readonly tree: string; readonly program: string; readonly folder: string },
): Promise<void> {
  const { probe = 'version' } = worker;
  if (probe === 'none') return;
  const { env, probeMilliseconds: timeoutMilliseconds } = context;
  const { sandbox, signal } = request;
  const { architecture } = recipe.plan;
  await report.step('prove', async () => {
    const workDir = await mkdtemp(path.join(folder, 'proof-'));
    const call = { probe, tree, workDir, env, architecture, sandbox, timeoutMilliseconds, signal };
    await proveProgram(path.join(tree, program), call);
  });
}

interface Packaged {
  readonly built: BuiltWorker;
  /** Its file name. */
  readonly program: string;
  readonly tree: TreeDescription;
}

function describeArtifact(job: Job, { built, program, tree }: Packaged): WorkerBinary {
  const { context, worker, recipe } = job;
  const platform = PLATFORM_NAMES[context.host.os];
  const id = workerArtifactId({ catalogId: worker.id, version: built.version, platform });
  const entry = tree.entries.find(({ path: name }) => name === program);
  return {
    id,
    workerType: worker.workerType ?? typeFromId(worker),
    platform,
    path: path.join(context.catalog.folderOf(id), program),
    size: tree.bytes,
    status: 'Available',
    version: built.version,
    addedAt: context.now().toISOString(),
    architecture: recipe.plan.architecture,
    catalogId: worker.id,
    ...(entry?.type === 'file' && { digest: entry.digest }),
    treeDigest: tree.digest,
    provenance: describeProvenance(job, built),
  };
}

function describeProvenance(
  { request, worker, pkgbuildDigest, startedAt, context }: Job,
  built: BuiltWorker,
): Provenance {
  return {
    origin: request.registry.originOf?.(worker) ?? request.registry.origin,
    pkgbuildDigest,
    sources: built.sources.map(sourceProvenance),
    startedAt: startedAt.toISOString(),
    finishedAt: context.now().toISOString(),
    guard: built.guard,
    ...(built.guardReason !== undefined && { guardReason: built.guardReason }),
    network: request.network === true || built.guard === 'none',
    installedBy: `${packageJson.name} ${packageJson.version}`,
  };
}

/** The last word of the id, where metadata says nothing: `llm-worker-rbee-cuda` is a CUDA worker. */
function typeFromId(worker: WorkerMetadata): WorkerType {
  const word = worker.id.split('-').at(-1) ?? '';
  const known = workerTypeOf(word);
  return known === word ? 'Unknown' : known;
}
