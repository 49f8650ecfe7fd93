import { lstat } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/** A folder that we made, told apart from whatever may stand at its path later. */
export interface KnownFolder {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

export async function knowFolder(folder: string): Promise<KnownFolder> {
  const { dev, ino } = await lstat(folder);
  return { path: folder, device: dev, inode: ino };
}

/** Whether the very same folder stands at its path still: no link to it, and no other in its place. */
export async function isStillThere({ path, device, inode }: KnownFolder): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isDirectory() && found.dev === device && found.ino === inode;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
