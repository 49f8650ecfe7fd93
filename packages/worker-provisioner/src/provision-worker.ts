import { access, constants } from 'node:fs/promises';
import {
  type FilesystemCatalog,
  isArtifactCatalogError,
  type SourceProvenance,
  type WorkerBinary,
} from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { type BuildJob, buildWorker } from './build-worker.js';
import { hostProblem } from './check-host.js';
import { chooseWorker, requireChosen } from './choose-worker.js';
import { findSameRecipe } from './find-installed.js';
import { installWorker } from './install-worker.js';
import { licenseProblem } from './license.js';
import { platformKey, requireLockedRecipe, requireLockedSources } from './lockfile.js';
import type { ProvisionContext } from './options.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from './read-recipe.js';
import { findRecipeChange, recipeChanged } from './recipe-changed.js';
import { createReporter } from './reporter.js';
import { sourceProvenance } from './source-provenance.js';
import type { ProvisionWorkerOptions, WorkerMetadata, WorkerRegistry } from './types.js';
import { requireWorkerId } from './worker-id.js';

export interface ProvisionRequest extends ProvisionWorkerOptions {
  readonly registry: WorkerRegistry;
  readonly id: string;
  /** Whether the worker is recorded in the catalog in the same step that puts it there. */
  readonly record: boolean;
}

/** One installation under way: who asked, what for, and what is known of it so far. */
export interface Job extends BuildJob {
  readonly context: ProvisionContext;
  readonly request: ProvisionRequest;
  /** `sha256:` and hex digits. */
  readonly pkgbuildDigest: string;
  readonly startedAt: Date;
}

/** From a worker's id to its program in the catalog's folder. Whatever goes wrong, only a finished worker stays. */
export async function provisionWorker(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<WorkerBinary> {
  const { registry, signal } = request;
  requireWorkerId(request.id);
  signal?.throwIfAborted();
  const startedAt = context.now();
  const report = createReporter({ jobId: request.jobId, workerId: request.id }, request.onEvent);
  const worker = await report.step('metadata', async () =>
    requireChosen(request.id, await chooseWorker(context, { ...request, onEvent: report.tell })),
  );
  await report.step('platform-check', () => requireUsable(worker, context));
  const pkgbuildText = await report.step('pkgbuild', () =>
    registry.pkgbuild(worker, { signal, onEvent: report.tell }),
  );
  const pkgbuildDigest = digestOfPkgbuild(pkgbuildText);
  if (request.locked !== undefined) requireLockedRecipe(worker.id, request.locked, pkgbuildDigest);
  const wanted = { context, request, report, worker, pkgbuildText, pkgbuildDigest, startedAt };

  const installed = request.force ? undefined : await findInstalledWorker(wanted);
  return installed ?? underLock(wanted, () => provisionAlone(wanted));
}

/** What is to be installed, before its recipe is read. */
type Wanted = Omit<Job, 'recipe'>;

/** The rest of it, while nobody else installs this worker: who held the lock before may have made it meanwhile. */
async function provisionAlone(wanted: Wanted): Promise<WorkerBinary> {
  const { context, request, report, pkgbuildText } = wanted;
  const installed = request.force ? undefined : await findInstalledWorker(wanted);
  if (installed !== undefined) return installed;
  if (!request.force) await removeUnusable(wanted);
  const recipe = await report.step('parse', () => readRecipe(pkgbuildText, request.registry, context));
  if (!request.force) await requireSameRecipe(wanted, recipe);
  await context.catalog.sweep({ signal: request.signal });
  return inStagingFolder(context.catalog, request.signal, (folder) =>
    buildAndInstall({ ...wanted, recipe }, folder),
  );
}

async function underLock<T>(
  { context, request, report, worker }: Wanted,
  work: () => Promise<T>,
): Promise<T> {
  const release = await context.catalog.lock(worker.id, {
    signal: request.signal,
    wait: request.wait,
    label: `job ${request.jobId}`,
    onWait: ({ file: _file, machine: _machine, ...holder }) => report.tell({ type: 'waiting', ...holder }),
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

async function findInstalledWorker({
  context,
  request,
  report,
  worker,
  pkgbuildDigest,
}: Wanted): Promise<WorkerBinary | undefined> {
  const { signal } = request;
  const installed = findSameRecipe(await context.catalog.list({ signal }), worker.id, pkgbuildDigest);
  if (installed === undefined || !(await canExecute(installed.path))) return undefined;
  requireLocked(context, request, installed.provenance?.sources ?? []);
  report.tell({ type: 'already-installed', artifactId: installed.id });
  return installed;
}

async function buildAndInstall(job: Job, folder: string): Promise<WorkerBinary> {
  const { context, request } = job;
  const built = await buildWorker(
    { ...job, onSources: (sources) => requireLocked(context, request, sources.map(sourceProvenance)) },
    folder,
  );
  try {
    return await installWorker(job, built);
  } catch (error) {
    if (!isArtifactCatalogError(error) || error.code !== 'ALREADY_EXISTS') throw error;
    throw recipeChanged(job.worker, built.version, error);
  }
}

function requireLocked(
  { host }: ProvisionContext,
  { id, locked }: ProvisionRequest,
  sources: readonly SourceProvenance[],
): void {
  if (locked === undefined) return;
  requireLockedSources(locked, { workerId: id, platform: platformKey(host.os, host.architecture), sources });
}

function requireUsable(worker: WorkerMetadata, context: ProvisionContext): void {
  const problem = hostProblem(worker, context.host) ?? licenseProblem(worker, context.licenseToken);
  if (problem !== undefined) throw problem;
}

/** Removes the record of a worker whose program is gone, to make it anew. Only under the lock: another may be at it. */
async function removeUnusable({ context, request, worker, pkgbuildDigest }: Wanted): Promise<void> {
  const { signal } = request;
  const found = findSameRecipe(await context.catalog.list({ signal }), worker.id, pkgbuildDigest);
  if (found !== undefined) await context.catalog.remove(found.id, { signal });
}

/** Fails before the build rather than after it, where the version is known. */
async function requireSameRecipe({ context, request, worker }: Wanted, recipe: WorkerRecipe): Promise<void> {
  const installed = await context.catalog.list({ signal: request.signal });
  const problem = findRecipeChange(worker, recipe, { host: context.host, installed });
  if (problem !== undefined) throw problem;
}

async function canExecute(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
    throw error;
  }
}

async function inStagingFolder<T>(
  catalog: FilesystemCatalog<WorkerBinary>,
  signal: AbortSignal | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const staging = await catalog.createStagingFolder({ signal });
  try {
    return await work(staging.path);
  } finally {
    await staging.dispose();
  }
}
