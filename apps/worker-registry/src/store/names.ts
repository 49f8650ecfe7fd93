/** A worker's id, but that it may not have `..` in it. */
export const WORKER_ID: RegExp = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** The name of a worker's file, but that it may not have `..` in it. */
export const FILE_NAME: RegExp = /^[A-Za-z0-9_+][A-Za-z0-9._+@-]{0,127}$/;

/** A version, but that it may not have `..` in it: a `pkgver` that can also name a folder and stand in a URL. */
export const VERSION: RegExp = /^[A-Za-z0-9][A-Za-z0-9._+~]{0,127}$/;

/** Whether a text is a worker's id: `^[a-z0-9][a-z0-9._-]{0,127}$` without `..`. */
export function isWorkerId(text: string): boolean {
  return WORKER_ID.test(text) && !text.includes('..');
}

/** Whether a text is the name of a worker's file: one path segment of plain characters, not hidden. */
export function isFileName(text: string): boolean {
  return FILE_NAME.test(text) && !text.includes('..');
}

/** Where a recipe keeps the OpenPGP keys of its `validpgpkeys`: `keys/pgp/<fingerprint>.asc`, as Arch's packages do. */
export const KEYS_FOLDER = 'keys/pgp';

/** Whether a text is the name of a key's file: the fingerprint as `validpgpkeys` has it, and `.asc`. */
export function isKeyFileName(text: string): boolean {
  return /^[0-9A-F]{40}\.asc$/.test(text);
}

/** Whether a text is a version that this registry serves: `^[A-Za-z0-9][A-Za-z0-9._+~]{0,127}$` without `..`. */
export function isVersion(text: string): boolean {
  return VERSION.test(text) && !text.includes('..');
}
