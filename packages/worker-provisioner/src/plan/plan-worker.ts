import { isArchError, type NeedsReport } from '@rbee/aur-arch';
import { checkSandbox, type SandboxReport } from '@rbee/pkgbuild-executor';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../errors.js';
import { findSameRecipe, type SameRecipe } from '../install/find-same-recipe.js';
import { licenseOf, licenseProblem } from '../license/license.js';
import type { PlanOptions } from '../options/plan-options.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { type EffectiveSettings, effectiveSettings } from '../recipe/effective-settings.js';
import { networkSettings } from '../recipe/planned-network.js';
import { readOptions } from '../recipe/read-options.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from '../recipe/read-recipe.js';
import { findRecipeChange } from '../recipe/recipe-changed.js';
import { needsProblem, recipeNeeds } from '../recipe/recipe-needs.js';
import { localSourceProblem } from '../recipe/remote-sources.js';
import { reportPkgbuild } from '../recipe/report-pkgbuild.js';
import { trustIn } from '../registry/trust.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import { hostProblem } from '../target/check-host.js';
import { type ChosenWorker, chooseWorker, requireChosen } from '../target/choose-worker.js';
import { machineOf } from '../target/machine.js';
import { targetOf } from '../target/target.js';
import { describeRecipe } from './describe-recipe.js';
import { localFilesProblem } from './local-files-problem.js';
import { type PlannedFetches, planFetches } from './plan-fetch.js';
import type { Obstacle, ProvisionPlan } from './provision-plan.js';

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
  const worker = requireChosen(request.id, chosen);
  const text = await registry.pkgbuild(worker, { signal, onEvent });
  const read = await tryToRead(context, { request, worker, text });
  const facts = await lookAround(context, { request, worker, text, ...read });
  return describePlan(context, { request, chosen, worker, text, ...read, ...facts });
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
  readonly fetches: PlannedFetches;
  readonly sandbox: SandboxReport;
  readonly needs?: NeedsReport;
  /** Of a file beside the recipe that is not there or not what the recipe says. */
  readonly localFiles?: Obstacle | undefined;
}

async function lookAround(
  context: ProvisionContext,
  { request, worker, text, recipe, settings }: Reading & ReadPlan,
): Promise<Surroundings> {
  const { signal, force = false } = request;
  const artifacts = force ? [] : await context.catalog.list({ signal });
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
  if (recipe === undefined) return { same, artifacts, fetches, sandbox };
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
  return { same, artifacts, fetches, sandbox, needs, localFiles };
}

async function findSandbox({ env }: ProvisionContext, request: PlanRequest): Promise<SandboxReport> {
  if (request.sandbox === 'off') return { guard: 'none' };
  return checkSandbox({ env, signal: request.signal });
}

type Found = Reading & ReadPlan & Surroundings & { readonly chosen: ChosenWorker };

function describePlan(context: ProvisionContext, found: Found): ProvisionPlan {
  const { request, chosen, worker, text, recipe, same, needs, sandbox } = found;
  const { registry } = request;
  const [installed] = same.usable;
  const host = targetOf(context);
  return {
    workerId: request.id,
    worker,
    ...(chosen.variants && { variants: chosen.variants }),
    origin: registry.originOf?.(worker) ?? registry.origin,
    action: installed === undefined ? (recipe?.plan.kind ?? 'source') : 'none',
    ...(installed && { installed }),
    obstacles: obstaclesOf(context, found)
      .filter((obstacle) => obstacle !== undefined)
      .map(asObstacle),
    licenseOrigins: licenseOf(worker, registry, context).origins,
    sandbox,
    ...(needs && { needs }),
    pkgbuildDigest: digestOfPkgbuild(text),
    pkgbuild: reportPkgbuild(text, host),
    ...(recipe && { recipe: describeRecipe(context, { ...found, recipe, host }) }),
  };
}

/** In the order in which an installation would meet them. */
function obstaclesOf(context: ProvisionContext, found: Found): readonly (Obstacle | undefined)[] {
  const { request, worker, text, recipe, same, artifacts, fetches, sandbox, needs } = found;
  const host = targetOf(context);
  const isNew = same.usable.length === 0;
  const installed = artifacts.filter((artifact) => !same.broken.includes(artifact));
  return [
    hostProblem(worker, host),
    licenseProblem(worker, licenseOf(worker, request.registry, context)),
    found.obstacle,
    recipe && localSourceProblem(recipe.plan, trustIn(request.registry, worker)),
    isNew && recipe ? findRecipeChange(worker, recipe, { host, installed, pkgbuildText: text }) : undefined,
    isNew && needs && request.ignoreMissing !== true ? needsProblem(needs) : undefined,
    fetches.refusal ?? (isNew ? found.localFiles : undefined),
    sandboxProblem(sandbox, request),
  ];
}

function sandboxProblem({ problem }: SandboxReport, { sandbox }: PlanRequest): Obstacle | undefined {
  if (sandbox !== 'require' || problem === undefined) return undefined;
  return { code: 'SANDBOX', message: problem.message, hint: problem.remedy };
}

function asObstacle({ code, message, hint, origins }: Obstacle): Obstacle {
  return { code, message, ...(hint !== undefined && { hint }), ...(origins !== undefined && { origins }) };
}
