import {
  type FilesystemCatalog,
  isArtifactCatalogError,
  type SourceProvenance,
  type WorkerBinary,
} from '@rbee/artifact-catalog';
import { type BuildJob, buildWorker } from './build-worker.js';
import { hostProblem } from './check-host.js';
import { chooseWorker, requireChosen } from './choose-worker.js';
import { findSameRecipe } from './find-installed.js';
import { findUpToDate, type UpToDate } from './find-up-to-date.js';
import { installWorker } from './install-worker.js';
import { licenseOf, licenseProblem } from './license.js';
import { platformKey, requireLockedRecipe, requireLockedSources } from './lockfile.js';
import type { ProvisionContext } from './options.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from './read-recipe.js';
import { findRecipeChange, recipeChanged } from './recipe-changed.js';
import { createReporter } from './reporter.js';
import { sourceProvenance } from './source-provenance.js';
import { requireTargetHere } from './target.js';
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
  /** What the same recipe was installed as and can no longer be run: it goes when the new one is there. */
  readonly broken: readonly WorkerBinary[];
  /** What the same recipe was installed as before its sources moved: of the same version it is replaced. */
  readonly outdated: readonly WorkerBinary[];
}

/** From a worker's id to its program in the catalog's folder. Whatever goes wrong, only a finished worker stays. */
export async function provisionWorker(
  given: ProvisionContext,
  request: ProvisionRequest,
): Promise<WorkerBinary> {
  const { registry, signal } = request;
  requireWorkerId(request.id);
  const context = { ...given, host: requireTargetHere(given) };
  signal?.throwIfAborted();
  const startedAt = context.now();
  const report = createReporter({ jobId: request.jobId, workerId: request.id }, request);
  const worker = await report.step('metadata', async () =>
    requireChosen(request.id, await chooseWorker(context, { ...request, onEvent: report.tell })),
  );
  await report.step('platform-check', () => requireUsable(worker, registry, context));
  const pkgbuildText = await report.step('pkgbuild', () =>
    registry.pkgbuild(worker, { signal, onEvent: report.tell }),
  );
  const pkgbuildDigest = digestOfPkgbuild(pkgbuildText);
  if (request.locked !== undefined) requireLockedRecipe(worker.id, request.locked, pkgbuildDigest);
  const wanted = { context, request, report, worker, pkgbuildText, pkgbuildDigest, startedAt };

  const { usable } = await findInstalled(wanted);
  return usable ?? underLock(wanted, () => provisionAlone(wanted));
}

/** What is to be installed, before its recipe is read. */
export type Wanted = Omit<Job, 'recipe' | 'broken' | 'outdated'>;

/** The rest of it, while nobody else installs this worker: who held the lock before may have made it meanwhile. */
async function provisionAlone(wanted: Wanted): Promise<WorkerBinary> {
  const { context, request, report, pkgbuildText } = wanted;
  const { usable, moved, outdated, broken } = await findInstalled(wanted);
  if (usable !== undefined) return usable;
  for (const source of moved) report.tell({ type: 'source-moved', ...source });
  const recipe = await report.step('parse', () => readRecipe(pkgbuildText, request.registry, context));
  if (!request.force) await requireSameRecipe(wanted, recipe, [...broken, ...outdated]);
  await context.catalog.sweep({ signal: request.signal });
  return inStagingFolder(context.catalog, request.signal, (folder) =>
    buildAndInstall({ ...wanted, recipe, broken, outdated }, folder),
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

/** What there is already of the same recipe. */
interface Installed extends UpToDate, Pick<Job, 'broken' | 'outdated'> {}

/** With `force` nothing that is there counts. What is locked has to be that, wherever its branches are now. */
async function findInstalled(wanted: Wanted): Promise<Installed> {
  const { context, request, report, worker, pkgbuildDigest } = wanted;
  if (request.force) return { moved: [], broken: [], outdated: [] };
  const artifacts = await context.catalog.list({ signal: request.signal });
  const { catalog } = context;
  const { signal } = request;
  const same = await findSameRecipe(artifacts, { catalog, workerId: worker.id, pkgbuildDigest, signal });
  const [newest] = same.usable;
  const isLocked = request.locked !== undefined && newest !== undefined;
  const found = isLocked ? { usable: newest, moved: [] } : await findUpToDate(wanted, same.usable);
  if (found.usable !== undefined) {
    requireLocked(context, request, found.usable.provenance?.sources ?? []);
    report.tell({ type: 'already-installed', artifactId: found.usable.id });
  }
  return { ...found, broken: same.broken, outdated: same.usable };
}

async function buildAndInstall(job: Job, folder: string): Promise<WorkerBinary> {
  const { context, request } = job;
  const built = await buildWorker(
    { ...job, onSources: (sources) => requireLocked(context, request, sources.map(sourceProvenance)) },
    folder,
  );
  try {
    return await installWorker(job, built, folder);
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

function requireUsable(worker: WorkerMetadata, registry: WorkerRegistry, context: ProvisionContext): void {
  const license = licenseOf(worker, registry, context);
  const problem = hostProblem(worker, context.host) ?? licenseProblem(worker, license);
  if (problem !== undefined) throw problem;
}

/** Fails before the build rather than after it, where the version is known. */
async function requireSameRecipe(
  { context, request, worker }: Wanted,
  recipe: WorkerRecipe,
  ofSameRecipe: readonly WorkerBinary[],
): Promise<void> {
  const listed = await context.catalog.list({ signal: request.signal });
  const installed = listed.filter(({ id }) => !ofSameRecipe.some((artifact) => artifact.id === id));
  const problem = findRecipeChange(worker, recipe, { host: context.host, installed });
  if (problem !== undefined) throw problem;
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
