import { rename } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { exists } from '@rbee-internal/contained-path';

/** Renames a folder, unless something that is not an empty folder has the name. */
export async function renameIfFree(source: string, target: string): Promise<boolean> {
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false;
    // Windows says the first two when a folder is there, other systems the last two when it is a file system's root.
    if (isSystemError(error, 'EPERM', 'EACCES', 'EBUSY', 'EXDEV') && (await exists(target))) return false;
    throw error;
  }
}
