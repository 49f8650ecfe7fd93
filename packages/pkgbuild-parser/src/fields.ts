import type { ChecksumAlgorithm } from './types.js';

/** The checksum algorithms that makepkg knows, in its order; the variable of each is `<algorithm>sums`. */
export const checksumAlgorithms: readonly ChecksumAlgorithm[] = Object.freeze([
  'ck',
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'b2',
]);

const checksumFields = checksumAlgorithms.map((algorithm) => `${algorithm}sums`);

/** Fields that PKGBUILD(5) has as a single value. `pkgname` may be either. */
export const scalarFields: ReadonlySet<string> = new Set([
  'changelog',
  'epoch',
  'install',
  'pkgbase',
  'pkgdesc',
  'pkgrel',
  'pkgver',
  'url',
]);

const architectureFields: readonly string[] = [
  'checkdepends',
  'conflicts',
  'depends',
  'makedepends',
  'options',
  'optdepends',
  'provides',
  'replaces',
  'source',
  ...checksumFields,
];

const arrayFields: readonly string[] = [
  ...architectureFields,
  'arch',
  'backup',
  'groups',
  'license',
  'noextract',
  'validpgpkeys',
  'xdata',
];

/** Every array field, and for each of `architectures` its `_<arch>` form where makepkg knows one. */
export function arrayFieldsFor(architectures: readonly string[]): string[] {
  const suffixed = architectures.flatMap((arch) => architectureFields.map((field) => `${field}_${arch}`));
  return [...arrayFields, ...suffixed];
}
