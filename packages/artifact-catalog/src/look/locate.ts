import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { isInside } from '@rbee-internal/contained-path';

/**
 * Where an artifact's path leads: below the artifact's own folder, out of it, or below it to nothing. `outside` also
 * where the artifact has no folder of its own.
 */
export type ArtifactLocation = 'inside' | 'outside' | 'missing';

/**
 * Follows a path as the kernel does: every link on the way, and `..` after a link from where that led. The root of the
 * catalog may be reached over links; the artifact's folder may not.
 */
export async function locatePath(folder: string, program: string): Promise<ArtifactLocation> {
  if (!path.isAbsolute(program) || program.includes('\0')) return 'outside';
  const home = await realFolder(folder);
  if (home === undefined) return isInside(folder, program) ? 'missing' : 'outside';
  const { real, missing } = await follow(program);
  if (real === undefined) return 'outside';
  if (missing === undefined) return isInside(home, real) ? 'inside' : 'outside';
  // The folder itself is the first that is not there: it was removed, or is being replaced, since it was looked at.
  if (path.join(real, missing) === home) return 'missing';
  return real === home || isInside(home, real) ? 'missing' : 'outside';
}

/** `undefined` for what is not there or is not a folder; a link to one is not. */
async function realFolder(folder: string): Promise<string | undefined> {
  try {
    if (!(await lstat(folder)).isDirectory()) return undefined;
    return path.join(await realpath(path.dirname(folder)), path.basename(folder));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

interface Followed {
  /** Where as much of the path leads as there is; `undefined` when that is not known. */
  readonly real: string | undefined;
  /** The first part of the path that is not there. */
  readonly missing?: string | undefined;
}

/** Where a path leads, or, if there is nothing, where as much of it leads as there is. */
async function follow(program: string): Promise<Followed> {
  let missing: string | undefined;
  // Not `path.dirname` of a resolved path: that would take `..` for text.
  for (let rest = program; ; rest = path.dirname(rest)) {
    try {
      return { real: await realpath(rest), missing };
    } catch (error) {
      if (isSystemError(error, 'ELOOP', 'ENAMETOOLONG')) return { real: undefined };
      if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
      // From something that is not there, `..` leads nowhere; a dangling link is there, and leads anywhere.
      if (path.basename(rest) === '..' || (await isLink(rest))) return { real: undefined };
      missing = path.basename(rest);
    }
  }
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch {
    // It is not there at all, or below something that is not a folder.
    return false;
  }
}
