import type { PackageFamily } from '../machine/machine.js';
import { ownPackageOf } from './table/library-packages.js';
import { packagesIn, rowOfLibrary } from './table/row-of.js';

/**
 * The native packages that bring a shared library, by its soname: `libcurl.so.4`. Empty when none is known.
 *
 * @example
 * packagesOfLibrary('libgomp.so.1', machine); // [ 'libgomp1' ] on Debian
 */
export function packagesOfLibrary(
  soname: string,
  { family }: { readonly family?: PackageFamily | undefined },
): readonly string[] {
  const own = ownPackageOf(soname, family);
  if (own !== undefined) return [own];
  const row = rowOfLibrary(soname);
  const packages = row === undefined ? [] : packagesIn(row, family).run;
  return packages === 'system' ? [] : packages;
}
