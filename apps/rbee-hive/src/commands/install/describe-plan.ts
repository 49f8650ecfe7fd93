import type { ProvisionPlan } from '@rbee/worker-catalog';
import { formatBytes } from '../../output/format-bytes.js';

/** What a plan says, in lines for a person. */
export function describePlan(plan: ProvisionPlan): string[] {
  const { worker, recipe } = plan;
  return [
    `${worker.id} ${worker.version}: ${worker.name}, from ${plan.origin}`,
    ...describeVariants(plan),
    ...(plan.installed === undefined
      ? []
      : [`It is already installed, from this very recipe: ${plan.installed.id}.`]),
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
    ...(mayMove ? ['may change by the next time'] : []),
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
      return ['an earlier state of it is in the cache'];
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
