import type { Pkgbuild } from '@rbee/pkgbuild-parser';

/** Programs that are listed. */
const MAX_PROGRAMS = 200;

/** Where `package()` puts a program. */
const PLACE = /["']?\$\{?pkgdir\}?["']?\/((?:[^\s"';)|&]|"(?=[^\s;)|&]))+)/g;
const PROGRAM = /(?:^|\/)s?bin\/[^/]+$/;

/** The programs that `package()` installs, as paths in the package, as far as its text shows. */
export function plannedPrograms(
  { functions, scalars, pkgbase, pkgnames }: Pick<Pkgbuild, 'functions' | 'scalars' | 'pkgbase' | 'pkgnames'>,
  packages: readonly string[],
): readonly string[] {
  const wanted = new Set(['package', ...packages.map((name) => `package_${name}`)]);
  const found = new Set<string>();
  for (const [name, { text }] of functions) {
    if (!wanted.has(name)) continue;
    const pkgname = name === 'package' ? (pkgnames[0] ?? pkgbase) : name.slice('package_'.length);
    const known = new Map([...scalars, ['pkgname', pkgname], ['pkgbase', pkgbase]]);
    for (const [, place = ''] of text.matchAll(PLACE)) {
      const path = expand(place.replaceAll('"', ''), known);
      if (path !== undefined && PROGRAM.test(path) && !/\.so(?:\.|$)/.test(path)) found.add(path);
    }
  }
  return [...found].sort().slice(0, MAX_PROGRAMS);
}

/** The text with its variables' values; `undefined` where something else is to be expanded. */
function expand(text: string, known: ReadonlyMap<string, string>): string | undefined {
  const expanded = text.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (whole, plain, braced) => known.get(plain ?? braced) ?? whole,
  );
  return /[$*?`{[]/.test(expanded) ? undefined : expanded.replace(/\/{2,}/g, '/').replace(/^\.?\//, '');
}
