import type { ProvisionPlan } from '@rbee/worker-catalog';

type Needs = NonNullable<ProvisionPlan['needs']>;

/** What the recipe needs of the machine, in lines for a person: what is missing, and the one command that brings it. */
export function describeNeeds(needs: Needs): string[] {
  const { missing, unknown, command } = needs;
  const present = needs.needs.length - missing.length - unknown.length;
  return [
    ...(needs.needs.length === 0
      ? []
      : [`Of the ${needs.needs.length} things that it needs, ${present} are here.`]),
    ...missing.map(({ dependency, kinds, state }) => {
      const what = state === 'outdated' ? 'is too old' : 'is missing';
      return `  ${dependency} (${kinds.join(', ')}) ${what}`;
    }),
    ...(unknown.length === 0
      ? []
      : [`  not known: ${unknown.map(({ dependency }) => dependency).join(', ')}`]),
    ...(command === undefined ? [] : [`To bring what is missing: ${command}`]),
    ...(missing.length > 0 ? ['To build all the same: --ignore-missing'] : []),
  ];
}
