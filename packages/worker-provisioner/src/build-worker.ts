import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ExecuteEvent, type ExecuteResult, executePkgbuild } from '@rbee/pkgbuild-executor';
import { type FetchedSource, fetchSources } from '@rbee/source-fetcher';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from './errors.js';
import type { ProvisionEventBody } from './events.js';
import { isStillThere, type KnownFolder, knowFolder } from './known-folder.js';
import { explainRefusal } from './license.js';
import type { ProvisionContext } from './options.js';
import type { WorkerRecipe } from './read-recipe.js';
import { fetchRecipeKeys } from './recipe-keys.js';
import { trustIn } from './registry/trust.js';
import { requireRemoteSources } from './remote-sources.js';
import type { Reporter } from './reporter.js';
import { sourceOptions } from './source-options.js';
import type { ProvisionWorkerOptions, WorkerMetadata, WorkerRegistry } from './types.js';
import { packageUnsafe } from './unsafe-package.js';

/** Between SIGTERM and SIGKILL: a cancelled installation is to be gone within a second. */
const GRACE_MILLISECONDS = 500;

/** What the recipe made. */
export interface BuiltWorker {
  /** `pkgver`, or what `pkgver()` printed. */
  readonly version: string;
  readonly sources: readonly FetchedSource[];
  /** What kept the build from the rest of the machine. */
  readonly guard: string;
  /** Why nothing did, where there was none. */
  readonly guardReason?: string;
  /** The worker's packaged tree. */
  readonly pkgDir: string;
}

/** What a build needs to know. */
export interface BuildJob {
  readonly context: Pick<
    ProvisionContext,
    'env' | 'fetch' | 'licenseOrigins' | 'licenseToken' | 'sourceCacheDir' | 'sources'
  >;
  readonly request: Pick<ProvisionWorkerOptions, 'network' | 'sandbox' | 'signal'> & {
    readonly registry: WorkerRegistry;
  };
  readonly report: Pick<Reporter, 'tell' | 'step'>;
  readonly worker: WorkerMetadata;
  readonly pkgbuildText: string;
  readonly recipe: WorkerRecipe;
  /** Sees the sources before anything of the recipe runs; what it throws ends the build. */
  readonly onSources?: (sources: readonly FetchedSource[]) => void;
}

/** Fetches the sources of a job's recipe and runs its functions, all below one private folder. */
export async function buildWorker(job: BuildJob, folder: string): Promise<BuiltWorker> {
  const folders = await makeFolders(folder);
  await writeFile(folders.pkgbuild, job.pkgbuildText, { flag: 'wx' });
  const sources = await job.report.step('sources', () => fetchAll(job, folders));
  job.onSources?.(sources);
  const known = await Promise.all([folder, folders.pkg].map(knowFolder));
  const result = await runFunctions(job, folders);
  await requireOwnFolders(known);
  return {
    version: result.pkgver ?? job.recipe.pkgbuild.pkgver,
    sources,
    guard: result.guard,
    ...(result.guardReason !== undefined && { guardReason: result.guardReason }),
    pkgDir: workerPackage(result, job),
  };
}

/** The folders of one build, in makepkg's terms. */
interface BuildFolders {
  readonly start: string;
  readonly pkgbuild: string;
  readonly src: string;
  readonly pkg: string;
  readonly work: string;
}

async function makeFolders(folder: string): Promise<BuildFolders> {
  const start = path.join(folder, 'start');
  const folders = {
    start,
    pkgbuild: path.join(start, 'PKGBUILD'),
    src: path.join(folder, 'src'),
    pkg: path.join(folder, 'pkg'),
    work: path.join(folder, 'work'),
  };
  for (const made of [folders.start, folders.src, folders.pkg, folders.work]) await mkdir(made);
  return folders;
}

async function fetchAll(job: BuildJob, folders: BuildFolders): Promise<FetchedSource[]> {
  const { context, request, report, worker, recipe } = job;
  requireRemoteSources(recipe.plan, trustIn(request.registry, worker));
  await fetchLocalFiles(job, folders);
  await fetchRecipeKeys(job, folders.start);
  await mkdir(context.sourceCacheDir, { recursive: true, mode: 0o700 });
  try {
    return await fetchSources(recipe.plan.sources, {
      startDir: folders.start,
      srcDir: folders.src,
      validPgpKeys: recipe.pkgbuild.arrays.get('validpgpkeys'),
      ...sourceOptions({
        context,
        worker,
        registry: request.registry,
        onEvent: report.tell,
        signal: request.signal,
      }),
    });
  } catch (error) {
    request.signal?.throwIfAborted();
    throw explainRefusal(worker, error);
  }
}

/** Puts the files that the recipe expects beside it there; the PKGBUILD itself is there already. */
async function fetchLocalFiles(
  { request, report, worker, recipe }: BuildJob,
  folders: BuildFolders,
): Promise<void> {
  const { registry, signal } = request;
  const local = recipe.plan.sources
    .filter(({ source }) => source.protocol === 'local')
    .map(({ source }) => source.name);
  for (const name of new Set(local)) {
    if (name === 'PKGBUILD') continue;
    const target = joinInside(folders.start, name);
    if (target === undefined || path.dirname(target) !== folders.start) throw unsafeName(name);
    await writeFile(target, await registry.file(worker, name, { signal, onEvent: report.tell }), {
      flag: 'wx',
    });
  }
}

function runFunctions(
  { context, request, report, recipe: { pkgbuild, plan } }: BuildJob,
  folders: BuildFolders,
): Promise<ExecuteResult> {
  return executePkgbuild({
    pkgbuildPath: folders.pkgbuild,
    startDir: folders.start,
    srcDir: folders.src,
    pkgDir: folders.pkg,
    workDir: folders.work,
    pkgbase: pkgbuild.pkgbase,
    pkgnames: pkgbuild.pkgnames,
    functions: [...pkgbuild.functions.keys()],
    carch: plan.architecture,
    env: context.env,
    network: request.network,
    sandbox: request.sandbox,
    limits: { graceMilliseconds: GRACE_MILLISECONDS },
    onEvent: tellBuild(report),
    signal: request.signal,
  });
}

/** The recipe could have put a link, or a folder of somebody else, where one of ours was. */
async function requireOwnFolders(known: readonly KnownFolder[]): Promise<void> {
  for (const folder of known) {
    if (await isStillThere(folder)) continue;
    throw packageUnsafe('..', 'the folder that it was made in was replaced');
  }
}

/** Says once that there is no sandbox, before the first step that would want one. */
function tellBuild(report: BuildJob['report']): (event: ExecuteEvent) => void {
  let isTold = false;
  return (event) => {
    if (event.type === 'phase-start' && event.guardProblem !== undefined && !isTold) {
      isTold = true;
      report.tell({ type: 'sandbox-missing', ...event.guardProblem });
    }
    report.tell(asProvisionEvent(event));
  };
}

/** The functions of a recipe are steps of the installation. */
function asProvisionEvent(event: ExecuteEvent): ProvisionEventBody {
  switch (event.type) {
    case 'phase-start':
      return { type: 'step-start', step: event.phase };
    case 'phase-end':
      return { type: 'step-end', step: event.phase, milliseconds: event.milliseconds };
    case 'output':
    case 'network':
      return event;
    default:
      return event satisfies never;
  }
}

/** Of a split package, the one that is called like the worker, else the first. */
function workerPackage({ packages }: ExecuteResult, { worker }: BuildJob): string {
  const chosen = packages.find(({ name }) => name === worker.id) ?? packages[0];
  if (chosen !== undefined) return chosen.pkgDir;
  throw new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message: `The PKGBUILD of ${worker.id} has no package(), so nothing was installed.`,
    hint: 'Add a package() that runs: install -Dm755 PROGRAM "$pkgdir/usr/local/bin/$pkgname".',
  });
}

function unsafeName(name: string): ProvisionError {
  return new ProvisionError({
    code: 'PKGBUILD_INVALID',
    message: `The local source ${JSON.stringify(showForeign(name))} is no plain file name.`,
    hint: 'Name local sources as they are called beside the PKGBUILD.',
  });
}
