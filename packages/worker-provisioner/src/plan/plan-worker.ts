import { isArchError, type NeedsReport } from '@rbee/aur-arch';
import { checkSandbox, type SandboxReport } from '@rbee/pkgbuild-executor';
import type { HardwareSnapshot } from '@rbee-internal/hardware';
import { vercmp } from '@rbee-internal/vercmp';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../errors.js';
import { findSameRecipe, type SameRecipe } from '../install/find-same-recipe.js';
import { licenseOf } from '../license/license.js';
import type { PlanOptions } from '../options/plan-options.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { type EffectiveSettings, effectiveSettings } from '../recipe/effective-settings.js';
import { networkSettings, planNetwork } from '../recipe/planned-network.js';
import { readOptions } from '../recipe/read-options.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from '../recipe/read-recipe.js';
import { findRecipeChange } from '../recipe/recipe-changed.js';
import { recipeNeeds } from '../recipe/recipe-needs.js';
import { localSourceProblem } from '../recipe/remote-sources.js';
import { reportPkgbuild } from '../recipe/report-pkgbuild.js';
import { trustIn } from '../registry/trust.js';
import { isSingleRecipe, type WorkerRegistry } from '../registry/worker-registry.js';
import { findPrebuilt, type Prebuilt } from '../release/find-prebuilt.js';
import { recipeText } from '../release/recipe-text.js';
import { type ChosenWorker, chooseWorker, requireChosen } from '../target/choose-worker.js';
import { hardwareForChoice } from '../target/hardware.js';
import { machineOf } from '../target/machine.js';
import { targetOf } from '../target/target.js';
import { verdict } from '../verdict/verdict.js';
import { verdictObstacles } from '../verdict/verdict-obstacles.js';
import type { Verdict } from '../verdict/verdict-schema.js';
import { freeBytesOf, installedFacts, newestOf } from '../verdict/worker-verdicts.js';
import { describeRecipe } from './describe-recipe.js';
import { buildSeenOf, lastBuildOf } from './last-build.js';
import { localFilesProblem } from './local-files-problem.js';
import { type PlannedFetches, planFetches } from './plan-fetch.js';
import type { LastBuild, Obstacle, ProvisionPlan } from './provision-plan.js';

/** What a plan is asked for. */
export interface PlanRequest extends PlanOptions {
  readonly registry: WorkerRegistry;
  readonly id: string;
}

/**
 * Reads entry and recipe and says what an installation would do. Nothing is fetched, and only the copies of the
 * registry's documents are written; with `evaluate` the recipe is sourced in a sandbox.
 */
export async function planWorker(context: ProvisionContext, request: PlanRequest): Promise<ProvisionPlan> {
  const { registry, signal, onEvent } = request;
  const chosen = await chooseWorker(context, request);
  const offered = requireChosen(request.id, chosen);
  const host = targetOf(context);
  const prebuilt = await findPrebuilt({ ...context, host }, offered, { settings: request, signal });
  const { worker, text } = await recipeText(prebuilt, offered, { registry, signal, onEvent });
  const read = await tryToRead(context, { request, worker, text });
  const facts = await lookAround(context, { request, worker, text, ...read });
  const plan = describePlan(context, { request, chosen, worker, text, prebuilt, ...read, ...facts });
  return { ...plan, ...(await planFromStore(context, { request, worker, text, ...read }, plan)) };
}

/** What only a build meets. */
const OF_BUILDING: ReadonlySet<string> = new Set(['NEEDS_MISSING', 'NETWORK_NEEDED']);

/** Whether a trusted store has it, where it would be built. */
async function planFromStore(
  context: ProvisionContext,
  { request, worker, text, recipe, settings }: Reading & ReadPlan,
  { action, obstacles }: ProvisionPlan,
): Promise<
  Pick<ProvisionPlan, 'fromStore' | 'storeNotUsed'> | Pick<ProvisionPlan, 'fromStore' | 'obstacles'>
> {
  if (action === 'none' || recipe === undefined || (context.stores ?? []).length === 0) return {};
  const { askStores } = await import('../exchange/substitute/ask-stores.js');
  const { registry, signal } = request;
  const pkgbuildDigest = digestOfPkgbuild(text);
  const asked = { force: request.force, fromSource: request.fromSource, sandbox: request.sandbox };
  const question = { worker, registry, recipe, pkgbuildDigest, settings, asked, signal };
  const { found, reasons } = await askStores(context, question);
  const [storeNotUsed] = reasons;
  if (found !== undefined)
    return {
      fromStore: { place: found.place, signedBy: found.keyId },
      obstacles: obstacles.filter(({ code }) => !OF_BUILDING.has(code)),
    };
  return storeNotUsed === undefined ? {} : { storeNotUsed };
}

interface Reading {
  readonly request: PlanRequest;
  readonly worker: WorkerMetadata;
  readonly text: string;
}

interface ReadPlan {
  readonly recipe?: WorkerRecipe;
  readonly settings: EffectiveSettings;
  readonly obstacle?: Obstacle;
}

async function tryToRead(context: ProvisionContext, { request, worker, text }: Reading): Promise<ReadPlan> {
  const wanted = effectiveSettings(request, worker);
  const host = targetOf(context);
  try {
    const recipe = await readRecipe(text, readOptions(context, { request, host, env: wanted.env }));
    const network = networkSettings(request, { worker, recipe });
    return { recipe, settings: { ...wanted, ...(network !== undefined && { network }) } };
  } catch (error) {
    if (isProvisionError(error) || isArchError(error)) return { obstacle: error, settings: wanted };
    throw error;
  }
}

interface Surroundings {
  readonly same: SameRecipe;
  readonly artifacts: Awaited<ReturnType<ProvisionContext['catalog']['list']>>;
  readonly lastBuild: LastBuild | undefined;
  readonly fetches: PlannedFetches;
  readonly sandbox: SandboxReport;
  readonly needs?: NeedsReport;
  readonly hardware: HardwareSnapshot;
  readonly freeBytes?: number | undefined;
  /** Of a file beside the recipe that is not there or not what the recipe says. */
  readonly localFiles?: Obstacle | undefined;
}

async function lookAround(
  context: ProvisionContext,
  { request, worker, text, recipe, settings }: Reading & ReadPlan,
): Promise<Surroundings> {
  const { signal, force = false } = request;
  const recorded = await context.catalog.list({ signal });
  const artifacts = force ? [] : recorded;
  const pkgbuildDigest = digestOfPkgbuild(text);
  const { catalog } = context;
  const same = await findSameRecipe(artifacts, {
    catalog,
    workerId: worker.id,
    pkgbuildDigest,
    settings,
    signal,
  });
  const fetches = await planFetches(recipe?.plan.sources ?? [], { ...context, signal });
  const sandbox = await findSandbox(context, request);
  const lastBuild = lastBuildOf(worker, recorded);
  const around = { same, artifacts, lastBuild, fetches, sandbox, ...(await lookAtMachine(context, signal)) };
  if (recipe === undefined) return around;
  const machine = await machineOf(context, { signal });
  const needs = await recipeNeeds(recipe, text, {
    machine,
    workerId: worker.id,
    packages: settings.packages,
    signal,
  });
  const { registry } = request;
  const mayBeLocal = localSourceProblem(recipe.plan, trustIn(registry, worker)) === undefined;
  const localFiles = mayBeLocal ? await localFilesProblem(recipe, { worker, registry, signal }) : undefined;
  return { ...around, needs, localFiles };
}

async function lookAtMachine(context: ProvisionContext, signal: AbortSignal | undefined) {
  const hardware = await hardwareForChoice(context, { signal });
  return { hardware, freeBytes: await freeBytesOf(context.catalog.root) };
}

async function findSandbox({ env }: ProvisionContext, request: PlanRequest): Promise<SandboxReport> {
  if (request.sandbox === 'off') return { guard: 'none' };
  return checkSandbox({ env, signal: request.signal });
}

type Found = Reading &
  ReadPlan &
  Surroundings & { readonly chosen: ChosenWorker; readonly prebuilt: Prebuilt };

function describePlan(context: ProvisionContext, found: Found): ProvisionPlan {
  const { request, chosen, worker, text, recipe, same, needs, sandbox, prebuilt } = found;
  const { registry } = request;
  const [installed] = same.usable;
  const host = targetOf(context);
  const judged = judge(context, found);
  const action = installed === undefined ? (recipe?.plan.kind ?? 'source') : 'none';
  return {
    workerId: request.id,
    worker,
    ...(chosen.variants && { variants: chosen.variants }),
    origin: registry.originOf?.(worker) ?? registry.origin,
    action,
    ...(prebuilt.release && { release: prebuilt.release }),
    ...(prebuilt.release === undefined && prebuilt.why !== undefined && { releaseNotUsed: prebuilt.why }),
    ...(action === 'source' && buildFigures(found)),
    ...(installed && { installed }),
    verdict: judged,
    obstacles: verdictObstacles(judged),
    licenseOrigins: licenseOf(worker, registry, context).origins,
    sandbox,
    ...(needs && { needs }),
    pkgbuildDigest: digestOfPkgbuild(text),
    pkgbuild: reportPkgbuild(text, host),
    ...(recipe && { recipe: describeRecipe(context, { ...found, recipe, host }) }),
  };
}

/** What a build took here, or, where there was none, elsewhere. */
function buildFigures({ lastBuild, worker }: Found): Pick<ProvisionPlan, 'lastBuild' | 'buildSeen'> {
  if (lastBuild !== undefined) return { lastBuild };
  const buildSeen = buildSeenOf(worker);
  return buildSeen === undefined ? {} : { buildSeen };
}

/** Of what is installed from the very same recipe, only that it is. */
function judge(context: ProvisionContext, found: Found): Verdict {
  const { request, worker, recipe, same, needs, hardware, freeBytes, sandbox } = found;
  const { registry } = request;
  const newest = newestOf(found.artifacts).find(({ workerId }) => workerId === worker.id);
  const isNew = same.usable.length === 0;
  // What another recipe made of the same version is no reason to do nothing: that is an obstacle.
  const counts = !isNew || (newest !== undefined && vercmp(worker.version, newest.current.version) > 0);
  return verdict({
    ...{ worker, host: targetOf(context), hardware, license: licenseOf(worker, registry, context) },
    ...{ settings: request, isOwnRecipe: isSingleRecipe(registry), sandbox },
    ...(counts && { installed: newest && installedFacts(newest) }),
    ...(isNew && { needs, freeBytes }),
    ...(isNew && recipe && { network: planNetwork(recipe.pkgbuild, worker) }),
    obstacles: recipeObstacles(context, found),
  });
}

/** In the order in which an installation would meet them. */
function recipeObstacles(context: ProvisionContext, found: Found): readonly Obstacle[] {
  const { request, worker, text, recipe, same, artifacts, fetches, sandbox } = found;
  const host = targetOf(context);
  const isNew = same.usable.length === 0;
  const installed = artifacts.filter((artifact) => !same.broken.includes(artifact));
  return [
    found.obstacle,
    recipe && localSourceProblem(recipe.plan, trustIn(request.registry, worker)),
    isNew && recipe ? findRecipeChange(worker, recipe, { host, installed, pkgbuildText: text }) : undefined,
    fetches.refusal ?? (isNew ? found.localFiles : undefined),
    sandboxProblem(sandbox, request),
  ].filter((obstacle) => obstacle !== undefined);
}

function sandboxProblem({ problem }: SandboxReport, { sandbox }: PlanRequest): Obstacle | undefined {
  if (sandbox !== 'require' || problem === undefined) return undefined;
  return { code: 'SANDBOX', message: problem.message, hint: problem.remedy };
}
