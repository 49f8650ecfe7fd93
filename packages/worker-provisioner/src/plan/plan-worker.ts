import { workerArtifactId } from '@rbee/artifact-catalog';
import { isArchError } from '@rbee/aur-arch';
import { checkSandbox, type SandboxReport } from '@rbee/pkgbuild-executor';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../errors.js';
import type { ProvisionStep } from '../events.js';
import { findSameRecipe } from '../install/find-same-recipe.js';
import { licenseOf, licenseProblem } from '../license/license.js';
import type { PlanOptions } from '../options/plan-options.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { effectiveSettings } from '../recipe/effective-settings.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from '../recipe/read-recipe.js';
import { findRecipeChange } from '../recipe/recipe-changed.js';
import { localSourceProblem } from '../recipe/remote-sources.js';
import { reportPkgbuild } from '../recipe/report-pkgbuild.js';
import { trustIn } from '../registry/trust.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import { hostProblem } from '../target/check-host.js';
import { chooseWorker, requireChosen } from '../target/choose-worker.js';
import { PLATFORM_NAMES } from '../target/platform-names.js';
import { targetOf } from '../target/target.js';
import { planFetches } from './plan-fetch.js';
import type { Obstacle, PlannedRecipe, ProvisionPlan } from './provision-plan.js';

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
    settings: effectiveSettings(request, worker),
    signal,
  });
  const [installed] = usable;
  const read = tryToRead(() => readRecipe(text, { origin: registry.origin, host }));
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
          pkgbuildText: text,
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
