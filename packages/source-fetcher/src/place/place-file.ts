import { randomBytes } from 'node:crypto';
import { lstat, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { copyPrivately } from './copy-file.js';

interface Staging {
  readonly stagingDir: string;
}

interface Placing extends Staging {
  readonly signal: AbortSignal;
}

/** Makes `target` a copy of `file` that the build may do with what it likes, in place of a file or link that is there. */
export async function copyIntoPlace(file: string, target: string, placing: Placing): Promise<void> {
  const copy = freshPath(placing);
  await copyPrivately(file, copy, placing.signal);
  await replaceFile(copy, target);
}

/** Makes `target` a link to a file, in place of a file or link that is there. */
export async function linkIntoPlace(file: string, target: string, staging: Staging): Promise<void> {
  const link = freshPath(staging);
  await symlink(file, link);
  await replaceFile(link, target);
}

/**
 * Moves a finished file to `target`, in place of a file or link that is there.
 * @throws SourceFetchError `INVALID_SOURCE` when a folder is there
 */
export async function replaceFile(finished: string, target: string): Promise<void> {
  if ((await kindOf(target)) === 'folder') {
    throw new SourceFetchError({
      code: 'INVALID_SOURCE',
      message: `There is a folder where the file '${showForeign(path.basename(target))}' belongs in the source folder.`,
      hint: 'Give the source another name, or start with an empty source folder.',
    });
  }
  await rename(finished, target);
}

/** Moves a finished folder to `target`; what is there goes away with the staging folder. */
export async function moveIntoPlace(finished: string, target: string, staging: Staging): Promise<void> {
  if ((await kindOf(target)) === 'folder') await rename(target, freshPath(staging));
  else await rm(target, { force: true });
  await rename(finished, target);
}

/** A path in the staging folder that nothing has yet. */
export function freshPath({ stagingDir }: Staging): string {
  return path.join(stagingDir, randomBytes(8).toString('hex'));
}

/** What stands at a path; a link is a file, wherever it leads. */
export async function kindOf(target: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await lstat(target)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 'nothing';
    throw error;
  }
}
