import type { ProvisionPlan } from '@rbee/worker-catalog';
import { describeNeeds } from './describe-needs.js';
import { describeRecipe } from './describe-recipe.js';

/** What a plan says, in lines for a person. */
export function describePlan(plan: ProvisionPlan): string[] {
  const { worker, recipe } = plan;
  return [
    `${worker.id} ${worker.version}: ${worker.name}, from ${plan.origin}`,
    ...describeVariants(plan),
    ...(plan.installed === undefined
      ? []
      : [`It is already installed, from this very recipe: ${plan.installed.id}.`]),
    ...(plan.fromStore === undefined
      ? []
      : [
          `Nothing is built: ${plan.fromStore.place} has it, signed by the key ${plan.fromStore.signedBy.slice(0, 12)}.`,
        ]),
    ...(plan.storeNotUsed === undefined ? [] : [`It is built here: ${plan.storeNotUsed}`]),
    ...plan.licenseOrigins.map(describeLicense),
    ...describeSandbox(plan),
    ...(plan.needs === undefined || !isBuilt(plan) ? [] : describeNeeds(plan.needs)),
    ...plan.obstacles.map(({ code, message }) => `It cannot be installed: ${message} (${code})`),
    ...(!isBuilt(plan) || recipe === undefined ? [] : describeRecipe(plan, recipe)),
  ];
}

function isBuilt({ action, fromStore }: ProvisionPlan): boolean {
  return action !== 'none' && fromStore === undefined;
}

function describeLicense({ origin, trustedBy }: ProvisionPlan['licenseOrigins'][number]): string {
  const why = {
    user: `${origin} would get your licence token: you trust it.`,
    registry: `${origin} would get your licence token: the registry names it.`,
    none: `${origin} asks for your licence token and would not get it: neither you nor your registry trusts it.`,
  };
  return why[trustedBy];
}

function describeSandbox(plan: ProvisionPlan): string[] {
  const { problem } = plan.sandbox;
  if (!isBuilt(plan) || problem === undefined) return [];
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
