import type { CallOptions } from '@rbee/artifact-catalog';
import { findNeeds, type Machine, type Need, type NeedsReport } from '@rbee/aur-arch';
import { analyzePkgbuild, type Pkgbuild } from '@rbee/pkgbuild-parser';
import { ProvisionError } from '../errors.js';
import { chosenPackages } from './chosen-packages.js';
import type { WorkerRecipe } from './read-recipe.js';

/** Where a recipe's dependencies are looked for. */
export interface NeedsOptions extends CallOptions {
  readonly machine: Machine;
  readonly workerId: string;
  /** The packages that are asked for. @default the one that is called like the worker, else the first */
  readonly packages?: readonly string[] | undefined;
}

/** Which of a recipe's dependencies the machine has. */
export function recipeNeeds(
  { pkgbuild, plan: { architecture } }: Pick<WorkerRecipe, 'pkgbuild' | 'plan'>,
  text: string,
  { machine, signal, ...asked }: NeedsOptions,
): Promise<NeedsReport> {
  const { functions } = analyzePkgbuild(text);
  const packages = chosenPackages(pkgbuild, { ...asked, architecture });
  const list = (name: string) => listOf(pkgbuild, { name, architecture, packages });
  return findNeeds(
    {
      depends: list('depends'),
      makedepends: list('makedepends'),
      checkdepends: pkgbuild.functions.has('check') ? list('checkdepends') : [],
      builds: pkgbuild.functions.has('build'),
      commands: [...functions.values()].flatMap(({ commands }) => [...commands.keys()]),
      provides: [...pkgbuild.pkgnames, ...list('provides')],
    },
    { machine, signal },
  );
}

interface ListQuestion {
  readonly name: string;
  readonly architecture: string;
  readonly packages: readonly string[];
}

/** The recipe's own list and those that its packages' functions set. */
function listOf(pkgbuild: Pkgbuild, { name, architecture, packages }: ListQuestion): readonly string[] {
  const names = [name, `${name}_${architecture}`];
  const chosen = pkgbuild.packages.filter((one) => packages.includes(one.name));
  const lists = [pkgbuild.arrays, ...chosen.map(({ arrays }) => arrays)];
  return [...new Set(lists.flatMap((arrays) => names.flatMap((each) => arrays.get(each) ?? [])))];
}

/** What a build cannot do without; the rest may be found in another way, or only be missed when the program runs. */
export function missingForBuild({ missing }: NeedsReport): readonly Need[] {
  return missing.filter(({ kinds }) => kinds.includes('makedepends') || kinds.includes('base-devel'));
}

/** Why a recipe cannot be built on a machine, `undefined` when nothing that a build needs is missing. */
export function needsProblem(report: NeedsReport): ProvisionError | undefined {
  const missing = missingForBuild(report);
  if (missing.length === 0) return undefined;
  const listed = missing.map(({ dependency, state }) =>
    state === 'outdated' ? `${dependency} (there is an older one)` : dependency,
  );
  return new ProvisionError({
    code: 'NEEDS_MISSING',
    message: `The recipe builds with ${listed.join(', ')}, which ${report.machine} lacks.`,
    hint:
      report.command === undefined
        ? 'Install what is missing, or set ignoreMissing to try without.'
        : `Run: ${report.command} — or set ignoreMissing to try without.`,
  });
}
