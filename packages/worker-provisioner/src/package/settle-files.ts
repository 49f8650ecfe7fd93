import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PackageEntry } from './package-tree.js';
import { settleMode } from './settle-mode.js';

/**
 * Drops setuid, setgid and sticky bits of files and gives their owner the rights to use them. A file that has a name
 * outside the tree too is replaced by a copy: what is changed here stays here.
 *
 * @returns the files that had setuid or setgid bits
 */
export async function settleFiles(
  root: string,
  entries: readonly PackageEntry[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const names = new Map<number, number>();
  for (const { kind, inode } of entries) if (kind === 'file') names.set(inode, (names.get(inode) ?? 0) + 1);
  const privileged: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    signal?.throwIfAborted();
    const file = path.join(root, entry.path);
    const isShared = entry.names > (names.get(entry.inode) ?? 0);
    if (isShared) await replaceByCopy(file);
    if (isShared || needsSettling(entry)) await settleMode(file, await lstat(file));
    if ((entry.mode & 0o6000) !== 0) privileged.push(entry.path);
  }
  return privileged;
}

function needsSettling({ mode }: PackageEntry): boolean {
  return (mode & 0o7000) !== 0 || (mode & 0o600) !== 0o600;
}

async function replaceByCopy(file: string): Promise<void> {
  const copy = `${file}.${randomUUID()}`;
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL);
    await rename(copy, file);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}
