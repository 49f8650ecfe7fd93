import { type Pkgbuild, parseDependency } from '@rbee/pkgbuild-parser';

/** What is asked of a recipe that makes packages. */
export interface PackageChoice {
  readonly workerId: string;
  /** Packages that are asked for. @default the one that is called like the worker, else the first */
  readonly packages?: readonly string[] | undefined;
  /** `$CARCH`, for dependencies of one architecture. */
  readonly architecture: string;
}

/**
 * The packages of a recipe that are put together: those that are asked for, and those of the same recipe that they depend
 * on, as a package manager would install them (`ollama-cuda` brings `ollama`).
 *
 * @returns names, those that are asked for first; a name that the recipe lacks is kept
 */
export function chosenPackages(
  pkgbuild: Pick<Pkgbuild, 'arrays' | 'packages' | 'pkgnames'>,
  choice: PackageChoice,
): readonly string[] {
  const { workerId, architecture } = choice;
  const { pkgnames } = pkgbuild;
  const first = pkgnames.includes(workerId) ? [workerId] : pkgnames.slice(0, 1);
  const chosen = new Set(choice.packages ?? first);
  // A set that grows while it is walked: its new members are walked too, each once.
  for (const name of chosen) {
    for (const dependency of listOf(pkgbuild, { list: 'depends', of: name, architecture })) {
      const bringer = bringerOf(pkgbuild, { dependency, architecture });
      if (bringer !== undefined) chosen.add(bringer);
    }
  }
  return [...chosen];
}

interface Sought {
  readonly dependency: string;
  readonly architecture: string;
}

/** The package of the recipe that is called so, or provides it. */
function bringerOf(
  pkgbuild: Pick<Pkgbuild, 'arrays' | 'packages' | 'pkgnames'>,
  { dependency, architecture }: Sought,
): string | undefined {
  const wanted = nameOf(dependency);
  if (pkgbuild.pkgnames.includes(wanted)) return wanted;
  return pkgbuild.pkgnames.find((of) =>
    listOf(pkgbuild, { list: 'provides', of, architecture }).some((provided) => nameOf(provided) === wanted),
  );
}

/** `srv>=1` and `srv=1-1` are `srv`. */
function nameOf(dependency: string): string {
  return parseDependency(dependency)?.name ?? dependency;
}

interface PackageList {
  readonly list: string;
  readonly of: string;
  readonly architecture: string;
}

/** A package's own list where its function sets one, else the recipe's. */
function listOf(
  { arrays, packages }: Pick<Pkgbuild, 'arrays' | 'packages'>,
  { list, of, architecture }: PackageList,
): readonly string[] {
  const own = packages.find(({ name }) => name === of)?.arrays;
  return [list, `${list}_${architecture}`].flatMap((name) => own?.get(name) ?? arrays.get(name) ?? []);
}
