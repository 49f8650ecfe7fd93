import type { PlanAnswer } from 'rbee-hive-daemon/api';

type Needs = NonNullable<PlanAnswer['needs']>;
type Network = NonNullable<PlanAnswer['recipe']>['network'];

/** `Missing on this machine: cmake>=3.20 (3.16.3 is installed), ninja.` */
export function missingText({ missing }: Pick<Needs, 'missing'>): string {
  const names = missing.map(({ dependency, found }) =>
    found?.version === undefined ? dependency : `${dependency} (${found.version} is installed)`,
  );
  return `Missing on this machine: ${names.join(', ')}.`;
}

/** `cargo in build(), pip in prepare()`: what the recipe asks the network for. Empty where it is not known to. */
export function networkText(network: Pick<Network, 'phases'> | undefined): string {
  const uses = Object.entries(network?.phases ?? {}).flatMap(([phase, names]) =>
    names === undefined || names.length === 0 ? [] : [`${names.join(' and ')} in ${phase}()`],
  );
  return uses.join(', ');
}

/** The phases of a recipe that ask for the network. */
export function networkPhases(network: Pick<Network, 'phases'> | undefined): string[] {
  return Object.entries(network?.phases ?? {}).flatMap(([phase, names]) =>
    names === undefined || names.length === 0 ? [] : [phase],
  );
}
