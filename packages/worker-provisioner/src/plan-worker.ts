import { type WorkerBinary, workerArtifactId } from '@rbee/artifact-catalog';
import { isArchError } from '@rbee/aur-arch';
import { checkSandbox, type SandboxReport } from '@rbee/pkgbuild-executor';
import { hostProblem } from './check-host.js';
import { chooseWorker, requireChosen } from './choose-worker.js';
import { isProvisionError } from './errors.js';
import type { ProvisionStep } from './events.js';
import { findSameRecipe } from './find-installed.js';
import type { VariantReport } from './hardware/variant-types.js';
import { type LicenseOrigin, licenseOf, licenseProblem } from './license.js';
import type { ProvisionContext } from './options.js';
import { type PlannedFetch, planFetches } from './plan-fetch.js';
import { PLATFORM_NAMES } from './platform-names.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from './read-recipe.js';
import { findRecipeChange } from './recipe-changed.js';
import { trustIn } from './registry/trust.js';
import { localSourceProblem } from './remote-sources.js';
import { type PkgbuildReport, reportPkgbuild } from './report-pkgbuild.js';
import { targetOf } from './target.js';
import type { PlanOptions, WorkerMetadata, WorkerRegistry } from './types.js';

/** What an installation would do, and why, found out without doing it. */
export interface ProvisionPlan {
  /** What was asked for. */
  readonly workerId: string;
  readonly worker: WorkerMetadata;
  /** How it was chosen, where the id stands for several variants. */
  readonly variants?: VariantReport;
  /** Where the recipe comes from. */
  readonly origin: string;
  /** `none`: the same recipe is installed. `source`: it would be built. `binary`: only packaged. */
  readonly action: 'none' | 'source' | 'binary';
  /** The installed worker that makes `action` `none`. */
  readonly installed?: WorkerBinary;
  /** What stands in the way, in the order in which it would be met. Empty: it can be installed. */
  readonly obstacles: readonly Obstacle[];
  /** The origins that would get the licence token, and those that want it and would not. Empty: it needs none. */
  readonly licenseOrigins: readonly LicenseOrigin[];
  /** What the recipe would run in; `problem` says why that is nothing, where something is wanted. */
  readonly sandbox: SandboxReport;
  readonly pkgbuildDigest: string;
  /** The recipe's text and what it tells a reviewer, also of one that cannot be used. */
  readonly pkgbuild: PkgbuildReport;
  /** What can be said of the recipe; absent when it cannot be read. */
  readonly recipe?: PlannedRecipe;
}

/** One reason why an installation would fail. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Of `LICENSE_ORIGIN_UNTRUSTED`: the origins that would have to be trusted. */
  readonly origins?: readonly string[] | undefined;
}

export interface PlannedRecipe {
  readonly version: string;
  /** Whether the recipe has a `pkgver()`, so that its version is only known after the sources are there. */
  readonly versionMayChange: boolean;
  /** The steps that would run. */
  readonly steps: readonly ProvisionStep[];
  readonly sources: readonly PlannedFetch[];
  /** Where it would be installed, unless `pkgver()` says otherwise. */
  readonly artifactId: string;
  readonly folder: string;
}

export interface PlanRequest extends PlanOptions {
  readonly registry: WorkerRegistry;
  readonly id: string;
}

/**
 * Reads entry and recipe and says what an installation would do. Nothing is fetched or run, and only the copies
 * of the registry's documents are written.
 */
export async function planWorker(context: ProvisionContext, request: PlanRequest): Promise<ProvisionPlan> {
  const { registry, id, force = false, signal, onEvent } = request;
  const call = { signal, onEvent };
  const host = targetOf(context);
  const chosen = await chooseWorker(context, request);
  const worker = requireChosen(id, chosen);
  const text = await registry.pkgbuild(worker, call);
  const pkgbuildDigest = digestOfPkgbuild(text);
  const artifacts = force ? [] : await context.catalog.list({ signal });
  const { usable, broken } = await findSameRecipe(artifacts, {
    catalog: context.catalog,
    workerId: worker.id,
    pkgbuildDigest,
    signal,
  });
  const [installed] = usable;
  const read = tryToRead(() => readRecipe(text, registry, { host }));
  const fetches = await planFetches(read.recipe?.plan.sources ?? [], { ...context, signal });
  const sandbox = await findSandbox(context, request);
  const license = licenseOf(worker, registry, context);
  const obstacles = [
    hostProblem(worker, host),
    licenseProblem(worker, license),
    read.obstacle,
    read.recipe && localSourceProblem(read.recipe.plan, trustIn(registry, worker)),
    installed === undefined && read.recipe
      ? findRecipeChange(worker, read.recipe, {
          host,
          installed: artifacts.filter((artifact) => !broken.includes(artifact)),
        })
      : undefined,
    fetches.refusal,
    sandboxProblem(sandbox, request),
  ];
  return {
    workerId: id,
    worker,
    ...(chosen.variants && { variants: chosen.variants }),
    origin: registry.originOf?.(worker) ?? registry.origin,
    action: installed === undefined ? (read.recipe?.plan.kind ?? 'source') : 'none',
    ...(installed && { installed }),
    obstacles: obstacles.filter((obstacle) => obstacle !== undefined).map(asObstacle),
    licenseOrigins: license.origins,
    sandbox,
    pkgbuildDigest,
    pkgbuild: reportPkgbuild(text, host),
    ...(read.recipe && {
      recipe: describeRecipe(worker, read.recipe, { ...context, host, sources: fetches.sources }),
    }),
  };
}

async function findSandbox({ env }: ProvisionContext, request: PlanRequest): Promise<SandboxReport> {
  if (request.sandbox === 'off') return { guard: 'none' };
  return checkSandbox({ env, signal: request.signal });
}

function sandboxProblem({ problem }: SandboxReport, { sandbox }: PlanRequest): Obstacle | undefined {
  if (sandbox !== 'require' || problem === undefined) return undefined;
  return { code: 'SANDBOX', message: problem.message, hint: problem.remedy };
}

function tryToRead(read: () => WorkerRecipe): { recipe?: WorkerRecipe; obstacle?: Obstacle } {
  try {
    return { recipe: read() };
  } catch (error) {
    if (isProvisionError(error) || isArchError(error)) return { obstacle: error };
    throw error;
  }
}

function asObstacle({ code, message, hint, origins }: Obstacle): Obstacle {
  return { code, message, ...(hint !== undefined && { hint }), ...(origins !== undefined && { origins }) };
}

function describeRecipe(
  worker: WorkerMetadata,
  { pkgbuild }: WorkerRecipe,
  { catalog, host, sources }: Pick<ProvisionContext, 'catalog' | 'host'> & Pick<PlannedRecipe, 'sources'>,
): PlannedRecipe {
  const platform = PLATFORM_NAMES[host.os];
  const artifactId = workerArtifactId({ catalogId: worker.id, version: pkgbuild.pkgver, platform });
  return {
    version: pkgbuild.pkgver,
    versionMayChange: pkgbuild.functions.has('pkgver'),
    steps: stepsOf(worker, new Set(pkgbuild.functions.keys())),
    sources,
    artifactId,
    folder: catalog.folderOf(artifactId),
  };
}

const FUNCTION_STEPS = ['verify', 'prepare', 'pkgver', 'build', 'check'] as const;

function stepsOf(worker: WorkerMetadata, functions: ReadonlySet<string>): ProvisionStep[] {
  const proven: ProvisionStep[] = worker.probe === 'none' ? [] : ['prove'];
  return [
    'sources',
    ...FUNCTION_STEPS.filter((name) => functions.has(name)),
    'package',
    'install',
    ...proven,
    'catalog',
  ];
}
