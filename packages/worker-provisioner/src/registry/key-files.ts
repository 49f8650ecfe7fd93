/** Where a recipe keeps the keys of its `validpgpkeys`, as Arch's own packages do; seen from the PKGBUILD. */
export const KEY_FOLDER = 'keys/pgp';

/** A key with many signatures on it has some hundred KiB. */
export const MAX_KEY_BYTES = 4 * 1024 * 1024;

/** The file name of a key. */
export function keyFileName(fingerprint: string): string {
  return `${fingerprint}.asc`;
}
