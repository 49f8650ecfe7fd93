import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import { isProvisionError } from '../errors.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { requireWorkerId } from '../registry/worker-id.js';
import { requireTargetHere } from '../target/target.js';
import { build } from './build.js';
import { makeBuildFolders } from './build-folders.js';
import { requireBuildable } from './buildable.js';
import { choose } from './choose.js';
import { sweepFailed } from './failed/failed-builds.js';
import { whileKept } from './failed/while-kept.js';
import { findInstalled, requireSameRecipe } from './find-installed.js';
import { keepBuild, sweepKept, takeBuild } from './kept-builds.js';
import { lock } from './lock.js';
import { requireNeeds } from './needs.js';
import { place, type Replaced } from './place.js';
import { prove } from './prove.js';
import type { BuildFolders, BuiltJob, PackedJob, ProvisionRequest, ReadJob } from './provision-job.js';
import { read } from './read.js';
import { createReporter } from './reporter.js';
import { tree } from './tree.js';

/** From a worker's id to its program in the catalog's folder. Whatever goes wrong, only a finished worker stays. */
export async function provisionWorker(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<WorkerBinary> {
  requireWorkerId(request.id);
  const host = requireTargetHere(context);
  request.signal?.throwIfAborted();
  const report = createReporter({ jobId: request.jobId, workerId: request.id }, request);
  const chosen = await choose({ ...context, host }, { request, report, host, startedAt: context.now() });
  const job = await read({ ...context, host }, chosen);
  const { usable } = await findInstalled(context, job);
  return usable ?? lock(context, job, () => provisionAlone(context, job));
}

/** The rest of it, while no other job installs this worker: the previous holder of the lock may have made it. */
async function provisionAlone(context: ProvisionContext, job: ReadJob): Promise<WorkerBinary> {
  const { usable, ...found } = await findInstalled(context, job);
  if (usable !== undefined) return usable;
  for (const source of found.moved) job.report.emit({ type: 'source-moved', ...source });
  requireSameRecipe(job, found);
  const substituted = await fromStore(context, job, found);
  if (substituted !== undefined) return substituted;
  await requireBuildable(context, job);
  await requireNeeds(context, job);
  await context.catalog.sweep({ signal: job.request.signal });
  await sweepKept(context);
  await sweepFailed(context, job.worker.id);
  return inStagingFolder(context.catalog, job, (folder) => make(context, { job, folder, replaced: found }));
}

/** What a trusted store has built already. */
async function fromStore(context: ProvisionContext, job: ReadJob, replaced: Replaced) {
  if ((context.stores ?? []).length === 0) return undefined;
  const { substitute } = await import('../exchange/substitute/substitute.js');
  return substitute(context, job, replaced);
}

/** Everything that is made below one private folder, which is gone afterwards. */
async function make(
  context: ProvisionContext,
  { job, folder, replaced }: { readonly job: ReadJob; readonly folder: string; readonly replaced: Replaced },
): Promise<WorkerBinary> {
  const folders = await makeBuildFolders(folder);
  const kept = await takeBuild(context, job, folders);
  if (kept !== undefined) return finish(context, kept, replaced);
  return whileKept(context, { job, staged: folders }, async (fetched) =>
    finish(context, await stage(await build(context, fetched), folders), replaced),
  );
}

async function finish(context: ProvisionContext, built: BuiltJob, replaced: Replaced): Promise<WorkerBinary> {
  const packed = await treeOrKeep(context, built);
  await prove(context, packed);
  return place(context, packed, replaced);
}

/** What was packaged elsewhere comes into the staging folder, from where it can be put in place. */
async function stage(job: BuiltJob, staged: BuildFolders): Promise<BuiltJob> {
  const { pkg } = job.folders;
  if (pkg === staged.pkg) return job;
  await rm(staged.pkg, { recursive: true, force: true });
  await rename(pkg, staged.pkg);
  const packages = job.packages.map(({ name, pkgDir }) => ({
    name,
    pkgDir: path.join(staged.pkg, path.relative(pkg, pkgDir)),
  }));
  return { ...job, folders: staged, packages };
}

/** A package whose program has to be named is kept for the call that names it. */
async function treeOrKeep(context: ProvisionContext, job: BuiltJob): Promise<PackedJob> {
  try {
    return await tree(context, job);
  } catch (error) {
    if (isProvisionError(error) && error.code === 'PROGRAM_AMBIGUOUS') await keepBuild(context, job);
    throw error;
  }
}

async function inStagingFolder<T>(
  catalog: FilesystemCatalog<WorkerBinary>,
  { request: { signal } }: ReadJob,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const staging = await catalog.createStagingFolder({ signal });
  try {
    return await work(staging.path);
  } finally {
    await staging.dispose();
  }
}
