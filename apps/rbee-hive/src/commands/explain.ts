import type { ProvisionPlan, WorkerCatalog } from '@rbee/worker-catalog';
import { askRegistry } from '../ask-registry.js';
import { commandHint } from '../command-hint.js';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { formatBytes } from '../format-bytes.js';
import { loadHardware } from '../hardware.js';
import type { InstallTarget } from '../hives/install-here.js';
import { printable } from '../printable.js';

/** Prints what an installation would do, and why, without doing it. Fails when it could not be done. */
export async function explain(
  target: InstallTarget & { readonly as?: string | undefined },
  context: CommandContext,
): Promise<ProvisionPlan> {
  const { openCatalog, print } = context;
  const hardware = target.as === undefined ? undefined : await loadHardware(target.as);
  const { licenseOrigins } = target;
  const catalog = await openCatalog({ hardware, licenseOrigins });
  const plan = await planOf(target, catalog, context);
  for (const line of describePlan(plan)) print(printable(line));
  const [obstacle] = plan.obstacles;
  if (obstacle === undefined || plan.action === 'none') return plan;
  throw new CommandFailure({
    code: 'NOT_INSTALLABLE',
    message: `${plan.workerId} cannot be installed here.`,
    hint: commandHint(obstacle.code, obstacle.origins) ?? obstacle.hint,
    result: plan,
  });
}

function planOf(
  target: InstallTarget,
  catalog: WorkerCatalog,
  context: CommandContext,
): Promise<ProvisionPlan> {
  const options = { force: target.force, sandbox: target.sandbox, ...askRegistry(context) };
  if ('from' in target) return catalog.planFrom(target.from, options);
  const { worker, backend, allowCpuFallback } = target;
  return catalog.plan(worker, { ...options, backend, allowCpuFallback });
}

function describePlan(plan: ProvisionPlan): string[] {
  const { worker, recipe } = plan;
  return [
    `${worker.id} ${worker.version}: ${worker.name}, from ${plan.origin}`,
    ...describeVariants(plan),
    ...(plan.installed === undefined
      ? []
      : [`It is installed already, from this very recipe: ${plan.installed.id}.`]),
    ...plan.licenseOrigins.map(describeLicense),
    ...describeSandbox(plan),
    ...plan.obstacles.map(({ code, message }) => `It cannot be installed: ${message} (${code})`),
    ...(plan.action === 'none' || recipe === undefined ? [] : describeRecipe(plan, recipe)),
  ];
}

function describeLicense({ origin, trustedBy }: ProvisionPlan['licenseOrigins'][number]): string {
  const why = {
    user: `${origin} would get your licence token: you trust it.`,
    registry: `${origin} would get your licence token: the registry names it.`,
    none: `${origin} asks for your licence token and would not get it: neither you nor your registry trusts it.`,
  };
  return why[trustedBy];
}

function describeSandbox({ action, sandbox: { problem } }: ProvisionPlan): string[] {
  if (action === 'none' || problem === undefined) return [];
  return [`Its recipe would run without a sandbox. ${problem.message} ${problem.remedy}`];
}

function describeVariants({ variants }: ProvisionPlan): string[] {
  if (variants === undefined) return [];
  return [
    variants.choice.why,
    ...variants.variants.map(
      ({ id, verdict, reasons }) =>
        `  ${id}: ${verdict}. ${reasons.map((reason) => reason.message).join(' ')}`,
    ),
  ];
}

type PlannedSource = NonNullable<ProvisionPlan['recipe']>['sources'][number];

function describeSource({ name, url, verified, mayMove, cached }: PlannedSource): string {
  return [
    name,
    url === name ? 'beside the recipe' : url,
    verified === 'checksum' ? 'checked by its checksums' : 'NOT checked (SKIP)',
    ...(mayMove ? ['may be another the next time'] : []),
    ...describeCached(cached),
  ].join(', ');
}

function describeCached(cached: PlannedSource['cached']): string[] {
  switch (cached.state) {
    case 'whole':
      return [`in the cache (${formatBytes(cached.bytes)})`];
    case 'part':
      return [`${formatBytes(cached.bytes)} of it in the cache`];
    case 'earlier':
      return ['what it was earlier is in the cache'];
    case 'nothing':
      return [];
    default:
      return cached satisfies never;
  }
}

function describeRecipe({ action }: ProvisionPlan, recipe: NonNullable<ProvisionPlan['recipe']>): string[] {
  const [firstSource] = recipe.sources;
  return [
    action === 'source' ? 'It would be built from source.' : 'It would not be built, only packaged.',
    firstSource === undefined ? 'It has no sources.' : 'It would fetch:',
    ...recipe.sources.map((source) => `  ${describeSource(source)}`),
    `It would run: ${recipe.steps.join(', ')}.`,
    `It would be installed in ${recipe.folder}${recipe.versionMayChange ? ', unless pkgver() gives another version' : ''}.`,
  ];
}
