import { checksumFields } from '../model/fields.js';
import type { Pkgbuild, PkgbuildPackage } from '../types.js';

const GLOBAL_SCALARS = 'pkgdesc pkgver pkgrel epoch url install changelog'.split(' ');
const GLOBAL_ARRAYS = [
  ...'arch groups license checkdepends makedepends depends optdepends provides conflicts replaces'.split(' '),
  ...['noextract', 'options', 'backup', 'source', 'validpgpkeys'],
  ...checksumFields,
];
const PACKAGE_SCALARS = 'pkgdesc url install changelog'.split(' ');
const PACKAGE_ARRAYS =
  'arch groups license checkdepends depends optdepends provides conflicts replaces options backup'.split(' ');
const ARCHITECTURE_ARRAYS = [
  ...'source provides conflicts depends replaces optdepends makedepends checkdepends'.split(' '),
  ...checksumFields,
];

/**
 * What `makepkg --printsrcinfo` prints for the recipe, byte for byte; what the recipe itself prints is not part
 * of it. Returns `undefined` when a value that belongs in it is not known: see {@link Pkgbuild.dynamic}.
 * @example
 * ```ts
 * const { pkgbuild } = parsePkgbuild(text);
 * const srcinfo = pkgbuild && formatSrcinfo(pkgbuild); // 'pkgbase = …'
 * ```
 */
export function formatSrcinfo(pkgbuild: Pkgbuild): string | undefined {
  const sections = [
    globalSection(pkgbuild),
    ...pkgbuild.packages.map((each) => packageSection(pkgbuild, each)),
  ];
  const known = sections.filter((section) => section !== undefined);
  return known.length === sections.length ? known.join('\n') : undefined;
}

function globalSection(pkgbuild: Pkgbuild): string | undefined {
  const { scalars, arrays, dynamic } = pkgbuild;
  const lines = [`pkgbase = ${pkgbuild.pkgbase}\n`];
  const own = pkgbuild.arch.filter((arch) => arch !== 'any');
  const perArchitecture = own.flatMap((arch) => ARCHITECTURE_ARRAYS.map((name) => `${name}_${arch}`));
  for (const name of GLOBAL_SCALARS) {
    const value = scalars.get(name) ?? arrays.get(name)?.[0] ?? '';
    if (value !== '') lines.push(...linesOf(name, [value]));
  }
  for (const name of [...GLOBAL_ARRAYS, ...perArchitecture]) {
    lines.push(...linesOf(name, arrays.get(name) ?? singleOf(scalars.get(name))));
  }
  const isKnown = [...GLOBAL_SCALARS, ...GLOBAL_ARRAYS, ...perArchitecture].every(
    (name) => !dynamic.has(name),
  );
  return isKnown ? lines.join('') : undefined;
}

function packageSection(
  pkgbuild: Pkgbuild,
  { name, scalars, arrays, dynamic }: PkgbuildPackage,
): string | undefined {
  if (dynamic.size > 0) return undefined;
  const lines = [`pkgname = ${name}\n`];
  const own = (arrays.get('arch') ?? pkgbuild.arch).filter((arch) => arch !== 'any');
  const perArchitecture = own.flatMap((arch) => ARCHITECTURE_ARRAYS.map((each) => `${each}_${arch}`));
  for (const field of PACKAGE_SCALARS) {
    const value = scalars.get(field);
    if (value !== undefined) lines.push(...linesOf(field, [value]));
  }
  for (const field of [...PACKAGE_ARRAYS, ...perArchitecture]) {
    const values = arrays.get(field);
    if (values !== undefined) lines.push(...linesOf(field, values.length === 0 ? [''] : values));
  }
  return lines.join('');
}

function singleOf(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

function linesOf(name: string, values: readonly string[]): string[] {
  return values.map((value) => `\t${name} = ${normalized(value)}\n`);
}

/** Runs of blanks become one, and one is taken off either end; blank is what `[[:space:]]` is in UTF-8. */
function normalized(value: string): string {
  if (!/[\s\u0085]/.test(value)) return value;
  return value.replace(BLANKS, ' ').replace(/^ /, '').replace(/ $/, '');
}

const BLANKS = /[\t-\r \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+/g;
