import { type NetworkUse, recogniseNetworkUse } from '@rbee/pkgbuild-executor';
import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import type { BuildNetwork, WorkerMetadata } from '@rbee-internal/worker-entry';
import type { BuildSettings } from '../options/build-options.js';
import type { WorkerRecipe } from './read-recipe.js';

/** What a build is expected to reach. */
export interface PlannedNetwork {
  /** By phase: the ecosystems and hosts that the entry names and that are recognised in the recipe. */
  readonly phases: BuildNetwork;
  /** The commands of the recipe that are known to reach the network. */
  readonly recognised: readonly NetworkUse[];
}

/** What the functions of a recipe will ask the network for, as far as its entry and its text show. */
export function planNetwork(
  { functions }: Pick<Pkgbuild, 'functions'>,
  { network }: Pick<WorkerMetadata, 'network'>,
): PlannedNetwork {
  const texts = new Map([...functions].map(([name, { text }]) => [name, text]));
  const recognised = recogniseNetworkUse(texts);
  const phases = new Map<string, Set<string>>();
  const add = (phase: string, names: readonly string[]) => {
    const known = phases.get(phase) ?? new Set();
    for (const name of names) known.add(name);
    if (known.size > 0) phases.set(phase, known);
  };
  for (const [phase, names] of Object.entries(network ?? {})) add(phase, names ?? []);
  for (const { phase, ecosystem, hosts } of recognised)
    add(phase, [...(ecosystem === undefined ? [] : [ecosystem]), ...hosts]);
  return { phases: Object.fromEntries([...phases].map(([phase, names]) => [phase, [...names]])), recognised };
}

/** The phases that a call allows, with what each may reach; `undefined` where it allows all or nothing. */
export function networkSettings(
  { network: wanted }: Pick<BuildSettings, 'network'>,
  { worker, recipe }: { readonly worker: WorkerMetadata; readonly recipe: Pick<WorkerRecipe, 'pkgbuild'> },
): Readonly<Record<string, readonly string[]>> | undefined {
  if (wanted === undefined || typeof wanted === 'boolean') return undefined;
  const { phases } = planNetwork(recipe.pkgbuild, worker);
  const allowed = Object.entries(wanted) as [keyof BuildNetwork, readonly string[] | undefined][];
  return Object.fromEntries(
    allowed.map(([phase, names = []]) => [
      phase,
      [...new Set(names.flatMap((name) => (name === 'planned' ? (phases[phase] ?? []) : [name])))],
    ]),
  );
}
