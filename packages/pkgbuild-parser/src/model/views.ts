import type { MergedView, Pkgbuild, PkgbuildPackage, ViewOptions } from '../types.js';

/** What a build appends from `<field>_<arch>` to `<field>` before any function runs. */
const MERGED_FOR_BUILD: ReadonlySet<string> = new Set(
  'provides conflicts depends replaces optdepends makedepends checkdepends'.split(' '),
);

/**
 * The recipe's own fields for one architecture: each `<field>_<arch>` is appended to its `<field>`, and those for
 * other architectures are left out.
 * @example
 * ```ts
 * // source=(a) source_x86_64=(b)
 * forArchitecture(pkgbuild, 'x86_64').arrays.get('source'); // ['a', 'b']
 * ```
 */
export function forArchitecture(pkgbuild: Pkgbuild, architecture: string): MergedView {
  const arrays = arraysFor(pkgbuild, pkgbuild.arrays, architecture);
  return { architecture, scalars: pkgbuild.scalars, arrays };
}

function arraysFor(
  pkgbuild: Pkgbuild,
  own: MergedView['arrays'],
  architecture: string,
): Map<string, readonly string[]> {
  const arrays = new Map<string, readonly string[]>();
  for (const [name, values] of own)
    if (architectureOf(pkgbuild, name) === undefined) arrays.set(name, values);
  for (const [name, values] of own) {
    if (architectureOf(pkgbuild, name) !== architecture) continue;
    const base = baseOf(name, architecture);
    arrays.set(base, [...(arrays.get(base) ?? []), ...values]);
  }
  return arrays;
}

/**
 * One package with what its function overrides, for one architecture; `undefined` when there is no such package.
 * As `.SRCINFO` is read (`as: 'srcinfo'`), a field of the package takes the place of the recipe's, `<field>` and
 * `<field>_<arch>` each for itself, and then they are joined. In a build (`as: 'build'`) they are joined first, so
 * that `depends=(…)` in the function also takes the place of `depends_<arch>`.
 * @example
 * ```ts
 * packageNamed(pkgbuild, 'tool-docs', { architecture: 'x86_64', as: 'build' })?.arrays.get('depends');
 * ```
 */
export function packageNamed(
  pkgbuild: Pkgbuild,
  name: string,
  { architecture, as = 'srcinfo' }: ViewOptions,
): MergedView | undefined {
  const found = pkgbuild.packages.find((each) => each.name === name);
  if (found === undefined) return undefined;
  const scalars = new Map([...pkgbuild.scalars, ...found.scalars]);
  const arrays =
    as === 'srcinfo'
      ? srcinfoArrays(pkgbuild, found, architecture)
      : buildArrays(pkgbuild, found, architecture);
  return { architecture, scalars, arrays };
}

function srcinfoArrays(
  pkgbuild: Pkgbuild,
  found: PkgbuildPackage,
  architecture: string,
): MergedView['arrays'] {
  return arraysFor(pkgbuild, new Map([...pkgbuild.arrays, ...found.arrays]), architecture);
}

function buildArrays(pkgbuild: Pkgbuild, found: PkgbuildPackage, architecture: string): MergedView['arrays'] {
  const arrays = new Map(forArchitecture(pkgbuild, architecture).arrays);
  for (const [name, values] of found.arrays) {
    if (architectureOf(pkgbuild, name) !== undefined) continue;
    const own = pkgbuild.arrays.get(name) ?? [];
    const isAdded = found.appended.has(name);
    arrays.set(name, isAdded ? [...(arrays.get(name) ?? []), ...values.slice(own.length)] : values);
  }
  for (const [name, values] of found.arrays) {
    if (architectureOf(pkgbuild, name) !== architecture) continue;
    const base = baseOf(name, architecture);
    const isMerged = MERGED_FOR_BUILD.has(base);
    const added =
      isMerged && found.appended.has(name) ? values.slice(pkgbuild.arrays.get(name)?.length ?? 0) : values;
    arrays.set(base, [...(arrays.get(base) ?? []), ...added]);
  }
  return arrays;
}

function architectureOf({ arch }: Pkgbuild, name: string): string | undefined {
  return arch.find((each) => each !== 'any' && name.endsWith(`_${each}`) && !name.startsWith('_'));
}

function baseOf(name: string, architecture: string): string {
  return name.slice(0, -architecture.length - 1);
}
