import type { BigIntStats, Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { settleMode } from './settle-mode.js';
import { packageUnsafe } from './unsafe-package.js';

/** Entries of one package. */
const MAX_PACKAGE_ENTRIES = 200_000;
/** Entries that are looked at together. */
const BATCH = 64;

/** What stands at a path of a packaged tree; no link was followed to find out. */
export interface PackageEntry {
  /** Relative to the tree, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  /** Which file it is, and how many names it has, on the whole file system. */
  readonly inode: number;
  readonly names: number;
  /** What a link says. */
  readonly target?: string;
}

/**
 * Every entry of a packaged tree, sorted by path. Folders that their owner could not read are made readable on the way.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE` when the tree is not a folder of its own, or has too many entries
 */
export async function readPackageTree(root: string, { signal }: CallOptions = {}): Promise<PackageEntry[]> {
  signal?.throwIfAborted();
  await enterFolder(root, await lstat(root), '');
  const entries: PackageEntry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = await readdir(path.join(root, folder));
    signal?.throwIfAborted();
    const paths = names.map((name) => (folder === '' ? name : `${folder}/${name}`));
    const beyond = paths[MAX_PACKAGE_ENTRIES - entries.length];
    if (beyond !== undefined)
      throw packageUnsafe(beyond, `a package may have ${MAX_PACKAGE_ENTRIES} entries`);
    for (let start = 0; start < paths.length; start += BATCH) {
      signal?.throwIfAborted();
      const batch = paths.slice(start, start + BATCH);
      entries.push(...(await Promise.all(batch.map((relative) => readEntry(root, relative)))));
    }
    for (const entry of entries.slice(entries.length - paths.length)) {
      if (entry.kind === 'folder') folders.push(entry.path);
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readEntry(root: string, relative: string): Promise<PackageEntry> {
  const absolute = path.join(root, relative);
  const stats = await lstat(absolute).catch((error: unknown) => {
    // Read as text, bytes that are not UTF-8 name something else.
    if (relative.includes('\ufffd') && isSystemError(error, 'ENOENT'))
      throw packageUnsafe(relative, 'its name is not UTF-8');
    throw error;
  });
  const kind = kindOf(stats);
  if (kind === 'folder') await enterFolder(absolute, stats, relative);
  return {
    path: relative,
    kind,
    mode: stats.mode & 0o7777,
    inode: stats.ino,
    names: stats.nlink,
    ...(kind === 'link' && { target: await readlink(absolute) }),
  };
}

/** Its owner must be able to list it, and to remove it one day. */
async function enterFolder(folder: string, stats: Stats, relative: string): Promise<void> {
  if (!stats.isDirectory())
    throw packageUnsafe(relative || '.', 'it stands where the folder of the package was');
  await settleMode(folder, stats);
}

function kindOf(stats: Stats | BigIntStats): PackageEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
