import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Guard } from '../guards/guard.js';
import { isWithin } from './build-folders.js';

/** Where a sandbox that mounts folders shows the build's temporary folder. */
const SHORT_NAME = '/tmp/.rbee';

/**
 * Bytes of a temporary folder's name. A socket's name has at most 107 (unix(7)), and programs put their own folder and a
 * file with a random name below `TMPDIR`.
 */
const MAX_NAME_BYTES = 60;

/** The `TMPDIR` of a build: private, empty, and short enough for sockets. */
export interface TemporaryFolder {
  /** Where it is. */
  readonly folder: string;
  /** The name by which the build finds it. */
  readonly name: string;
  /** Removes it where it is not in the work folder. */
  close(): Promise<void>;
}

/** Makes the folder, below the work folder where its name can be short. */
export async function openTemporaryFolder(workDir: string, guard: Guard): Promise<TemporaryFolder> {
  const folder = path.join(workDir, 'tmp');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (guard.mountsFolders && !isWithin(workDir, SHORT_NAME)) return { folder, name: SHORT_NAME, close };
  if (Buffer.byteLength(folder) <= MAX_NAME_BYTES) return { folder, name: folder, close };
  const short = await mkdtemp('/tmp/rbee-');
  return {
    folder: short,
    name: short,
    close: () => rm(short, { recursive: true, force: true }),
  };
}

/** The work folder is the caller's to remove. */
async function close(): Promise<void> {}
