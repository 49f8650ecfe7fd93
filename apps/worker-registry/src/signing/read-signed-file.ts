import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';

/** Bytes of a file that is served. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Names that metadata and targets have, none of them hidden. */
const PLACE = /^(?:root\.json|(?:metadata|targets)(?:\/[A-Za-z0-9_+][A-Za-z0-9._+@~-]{0,255}){1,6})$/;

/** A file of a published tree by its path below `/tuf/`; `undefined` when there is none of that name. */
export async function readSignedFile(
  folder: string,
  place: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!PLACE.test(place) || place.includes('..')) return undefined;
  try {
    return new Uint8Array(await readRegularFile(path.join(folder, place), { maxBytes: MAX_BYTES }));
  } catch (error) {
    if (error instanceof IrregularFileError || isSystemError(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG'))
      return undefined;
    throw error;
  }
}
