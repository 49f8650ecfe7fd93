import { type Dependency, parseDependency } from '@rbee/pkgbuild-parser';
import type { NeedKind, RecipeDependencies } from './types.js';

/** A dependency that a recipe names, with every list that names it. */
export interface Wanted {
  readonly dependency: Dependency;
  readonly kinds: readonly NeedKind[];
}

/** A recipe has fewer; what is more is not looked at. */
const MAX_WANTED = 1_000;

/** Every dependency once, in the recipe's order, those that makepkg takes for granted last. */
export function wantedBy(recipe: RecipeDependencies): Wanted[] {
  const kinds = new Map<string, Set<NeedKind>>();
  const own = new Set((recipe.provides ?? []).map((entry) => parseDependency(entry).name));
  for (const [kind, expression] of named(recipe)) {
    if (own.has(parseDependency(expression).name)) continue;
    const known = kinds.get(expression) ?? new Set();
    kinds.set(expression, known.add(kind));
    if (kinds.size >= MAX_WANTED) break;
  }
  return [...kinds].map(([expression, of]) => ({
    dependency: withSoname(parseDependency(expression)),
    kinds: [...of],
  }));
}

function named(recipe: RecipeDependencies): (readonly [NeedKind, string])[] {
  const { depends = [], makedepends = [], checkdepends = [] } = recipe;
  const explicit: (readonly [NeedKind, string])[] = [
    ...depends.map((expression) => ['depends', expression] as const),
    ...makedepends.map((expression) => ['makedepends', expression] as const),
    ...checkdepends.map((expression) => ['checkdepends', expression] as const),
  ];
  const names = new Set(explicit.map(([, expression]) => parseDependency(expression).name));
  const granted = takenForGranted(recipe.commands ?? []).filter(
    // A recipe that depends on Python may still run it by the name that only some systems give it.
    (name) => !names.has(name) || name === 'python',
  );
  return [...explicit, ...granted.map((name) => ['base-devel', name] as const)];
}

/** What `base-devel` brings on Arch, by the commands that need it. */
const BASE_DEVEL: readonly (readonly [name: string, commands: readonly string[]])[] = [
  [
    'gcc',
    ['gcc', 'g++', 'cc', 'c++', 'make', 'cmake', 'meson', 'arch-meson', 'cargo', 'ninja', './configure'],
  ],
  ['make', ['make', './configure']],
  ['patch', ['patch']],
  ['pkgconf', ['pkg-config', 'pkgconf']],
  ['autoconf', ['autoconf', 'autoreconf', './autogen.sh', './bootstrap']],
  ['automake', ['automake', 'aclocal', 'autoreconf', './autogen.sh', './bootstrap']],
  ['libtool', ['libtool', 'libtoolize']],
  ['m4', ['m4']],
  ['bison', ['bison', 'yacc']],
  ['flex', ['flex', 'lex']],
  ['file', ['file']],
  ['which', ['which']],
  ['gettext', ['msgfmt', 'xgettext']],
  ['python', ['python']],
  ['binutils', ['ar', 'ld', 'strip', 'objcopy', 'readelf']],
];

function takenForGranted(commands: readonly string[]): string[] {
  const used = new Set(commands);
  return BASE_DEVEL.filter(([, by]) => by.some((command) => used.has(command))).map(([name]) => name);
}

/** `libcurl.so=4-64` names a library by its soname: version 4, for 64 bits. */
function withSoname(dependency: Dependency): Dependency {
  const { expression, name, operator, version } = dependency;
  if (operator !== '=' || version === undefined || !name.endsWith('.so')) return dependency;
  return { expression, name: `${name}.${version.replace(/-(?:32|64)$/, '')}` };
}
