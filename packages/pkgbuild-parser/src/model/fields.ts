import type { ChecksumAlgorithm } from '../types.js';

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

/** The fields that hold checksums, in makepkg's order. */
export const checksumFields: readonly string[] = checksumAlgorithms.map((algorithm) => `${algorithm}sums`);

/** What PKGBUILD(5) says of a field. */
export interface Field {
  readonly kind: 'scalar' | 'array';
  /** Whether `<field>_<arch>` means something. */
  readonly perArchitecture: boolean;
  /** Whether a package function may set it. */
  readonly overridable: boolean;
}

const PER_ARCHITECTURE: ReadonlySet<string> = new Set([
  ...'checkdepends conflicts depends makedepends options optdepends provides replaces source'.split(' '),
  ...checksumFields,
]);

const OVERRIDABLE: ReadonlySet<string> = new Set(
  'arch backup changelog conflicts depends groups install license optdepends options pkgdesc provides replaces url'.split(
    ' ',
  ),
);

const SCALARS = 'changelog epoch install pkgbase pkgdesc pkgrel pkgver url'.split(' ');
const ARRAYS = [...PER_ARCHITECTURE, ...'arch backup groups license noextract validpgpkeys xdata'.split(' ')];

/** Every field of PKGBUILD(5) by name; `pkgname` is neither scalar nor array and not among them. */
export const fields: ReadonlyMap<string, Field> = new Map([
  ...SCALARS.map((name) => [name, fieldOf(name, 'scalar')] as const),
  ...ARRAYS.map((name) => [name, fieldOf(name, 'array')] as const),
]);

function fieldOf(name: string, kind: Field['kind']): Field {
  return { kind, perArchitecture: PER_ARCHITECTURE.has(name), overridable: OVERRIDABLE.has(name) };
}

/** A variable's name as a field, and the architecture when it is that field for one. */
export interface FieldName {
  readonly base: string;
  readonly field: Field;
  readonly architecture: string | undefined;
}

const plainNames: ReadonlyMap<string, FieldName> = new Map(
  Array.from(fields, ([base, field]) => [base, { base, field, architecture: undefined }]),
);

/** Splits a variable's name into field and architecture; `undefined` when it is not a field, or one for another architecture. */
export function fieldNameOf(name: string, architectures: readonly string[]): FieldName | undefined {
  const plain = plainNames.get(name);
  if (plain !== undefined) return plain;
  const mark = name.indexOf('_');
  if (mark <= 0) return undefined;
  const base = name.slice(0, mark);
  const field = fields.get(base);
  const architecture = name.slice(mark + 1);
  if (field === undefined || !architectures.includes(architecture)) return undefined;
  return { base, field, architecture };
}
