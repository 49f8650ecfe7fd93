import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * Joins a foreign relative path to a root, or answers `undefined` when the result would not lie strictly
 * inside it. Absolute paths, drive letters, `..`, empty paths and NUL bytes are refused. It looks at text
 * alone: where the tree below the root is foreign too, use {@link realPathInside} on what exists.
 */
export function joinInside(root: string, relative: string): string | undefined {
  if (relative === '' || relative.includes('\0')) return undefined;
  if (path.isAbsolute(relative) || path.win32.isAbsolute(relative) || /^[A-Za-z]:/.test(relative))
    return undefined;
  const separator = path.sep === '\\' ? /[/\\]/ : /\//;
  if (relative.split(separator).includes('..')) return undefined;
  const joined = path.resolve(root, relative);
  return isInside(root, joined) ? joined : undefined;
}

/** Whether `candidate` lies strictly below `root`, by text. Both are resolved first. */
export function isInside(root: string, candidate: string): boolean {
  const relative = path.relative(path.resolve(root), path.resolve(candidate));
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}

/**
 * The real path of something that exists, or `undefined` when following its links leads out of `root`.
 * @throws the system's error when it does not exist.
 */
export async function realPathInside(root: string, candidate: string): Promise<string | undefined> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(candidate)]);
  return isInside(realRoot, real) ? real : undefined;
}

/** Whether something, be it a dangling link, stands at `candidate`. */
export async function exists(candidate: string): Promise<boolean> {
  try {
    await lstat(candidate);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}
