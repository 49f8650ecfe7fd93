/** Bytes of the list and of one entry. */
export const MAX_METADATA_BYTES = 8 * 1024 * 1024;
/** Bytes of a PKGBUILD. */
export const MAX_PKGBUILD_BYTES = 1024 * 1024;
/** Bytes of one local file of a recipe. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
