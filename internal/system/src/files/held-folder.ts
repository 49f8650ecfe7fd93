import { constants } from 'node:fs';
import { lstat, open, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';

/** A folder's name no longer leads to the folder. */
export class ReplacedFolderError extends Error {
  override readonly name = 'ReplacedFolderError';
  /** The name that was to lead to the folder. */
  readonly path: string;
  /** What is there now, such as `a link to /etc` or `nothing`. */
  readonly found: string;

  constructor(folder: string, found: string) {
    super(`${folder} is not the folder that it was: there is ${found}`);
    this.path = folder;
    this.found = found;
  }
}

/** A folder that is held open, so that it is known again and reached wherever its name leads by then. */
export interface HeldFolder {
  /** Its path at the time it was taken hold of; no part of it was a link. */
  readonly path: string;
  /**
   * The path of something in it that no change of the folder's name or of the folders above can divert, for as long
   * as the folder is held. A name with a slash is followed as usual from there.
   */
  inside(name: string): string;
  /**
   * Whether its path still leads to it without any link.
   * @throws ReplacedFolderError
   */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Takes hold of a folder, by its real path.
 * @throws the system's errors: ENOENT, and ENOTDIR for what is not a folder
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const real = await realpath(folder);
  const handle = await open(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const { dev, ino } = await handle.stat({ bigint: true });
  // Linux opens what is below a descriptor without a look at the way that led to it.
  const byDescriptor = `/proc/self/fd/${handle.fd}`;
  const base = (await isThere(byDescriptor)) ? byDescriptor : real;
  return {
    path: real,
    inside: (name) => path.posix.join(base, name),
    async verify() {
      const found = await lookAt(real);
      if (found.identity !== `${dev}:${ino}`) throw new ReplacedFolderError(real, found.what);
      const way = await realpath(real);
      if (way !== real) throw new ReplacedFolderError(real, `a way through a link, to ${way}`);
    },
    close: () => handle.close(),
  };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false;
  }
}

interface Found {
  readonly what: string;
  /** Of a folder alone. */
  readonly identity?: string;
}

async function lookAt(file: string): Promise<Found> {
  try {
    const stat = await lstat(file, { bigint: true });
    if (stat.isDirectory()) return { what: 'another folder', identity: `${stat.dev}:${stat.ino}` };
    if (stat.isSymbolicLink()) return { what: `a link to ${await readlink(file)}` };
    return { what: stat.isFile() ? 'a file' : 'a pipe, socket or device' };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return { what: 'nothing' };
    if (isSystemError(error, 'EACCES')) return { what: 'something that may not be looked at' };
    throw error;
  }
}
