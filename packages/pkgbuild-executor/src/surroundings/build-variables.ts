/** Variables of one build; what a recipe's own knobs need is a handful. */
const MAX_VARIABLES = 100;

/** Bytes of a value: Linux takes arguments of 128 KiB. */
const MAX_VALUE_BYTES = 16_384;

/** A name that bash can export. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that mean something else to the loader, to bash, to git, to the sandbox or to this package. */
const RESERVED_PREFIXES = /^(?:LD_|DYLD_|BASH|__rbee_|RBEE_FAMILY$|FAKEROOT|GIT_CONFIG|NODE_CHANNEL_)/;

/** What PKGBUILD(5) defines: a recipe sets these by itself. */
const RECIPE_NAMES =
  /^(?:pkg(?:name|base|ver|rel|desc|dir|dirbase)|epoch|arch|url|license|groups|install|changelog|backup|options(?:_\w+)?|noextract|validpgpkeys|xdata|startdir|srcdir|(?:source|depends|makedepends|checkdepends|optdepends|provides|conflicts|replaces|(?:ck|md5|sha1|sha224|sha256|sha384|sha512|b2)sums)(?:_\w+)?)$/;

const RESERVED: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'PWD', 'OLDPWD', 'SHLVL', '_', 'IFS', 'ENV', 'CDPATH', 'GLOBIGNORE'],
  ...['SHELLOPTS', 'PS4', 'PROMPT_COMMAND', 'POSIXLY_CORRECT', 'UID', 'EUID', 'PPID', 'GLIBC_TUNABLES'],
  ...['CARCH', 'OPTIONS', 'BUILDENV', 'SRCDEST', 'PKGDEST', 'LOGDEST', 'SRCPKGDEST', 'BUILDDIR'],
  // An option of its own sets it.
  'SOURCE_DATE_EPOCH',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_OPTIONS', 'CARGO_HTTP_PROXY'],
]);

/**
 * Whether a variable may be set for a build by {@link ExecuteOptions.variables}: `CUDAARCHS` and `RBEE_FEATURES` may;
 * `PATH`, `LD_PRELOAD`, `BASH_ENV`, `pkgdir` and other names that bash, the loader or makepkg use may not.
 *
 * @example
 * ```ts
 * isBuildVariable('CUDAARCHS'); // true
 * isBuildVariable('LD_PRELOAD'); // false
 * ```
 */
export function isBuildVariable(name: string): boolean {
  const isTaken = RESERVED.has(name) || RESERVED.has(name.toUpperCase());
  return NAME.test(name) && !isTaken && !RESERVED_PREFIXES.test(name) && !RECIPE_NAMES.test(name);
}

/** Whether a value is an object of variables that may be set, none of them too long, and not too many. */
export function areBuildVariables(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_VARIABLES && entries.every(([name, text]) => isBuildVariable(name) && isValue(text))
  );
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0') && Buffer.byteLength(value) <= MAX_VALUE_BYTES;
}
