import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { isOwnFolder, stateOfFolder } from '../catalog-layout.js';
import { artifactIdFromFolderName } from '../entry/artifact-folder-name.js';
import type { CatalogPlace } from '../options.js';
import type { CatalogUsage } from './catalog-usage.js';

/** Measures every folder of the catalog. See `FilesystemCatalog.usage`. */
export async function usageOf({ root }: CatalogPlace, signal?: AbortSignal): Promise<CatalogUsage> {
  const artifacts: { id: string; bytes: number }[] = [];
  const own: Record<string, number> = {};
  const unreadable: string[] = [];
  let otherBytes = 0;
  for (const name of await readdir(root)) {
    const folder = path.join(root, name);
    const bytes = await bytesBelow(folder, unreadable, signal);
    const id = artifactIdFromFolderName(name);
    if (isOwnFolder(name)) own[name] = bytes;
    else if (id !== undefined && (await stateOfFolder(folder)) === 'recorded') artifacts.push({ id, bytes });
    else otherBytes += bytes;
  }
  return {
    artifacts: artifacts.sort((a, b) => (a.id < b.id ? -1 : 1)),
    own,
    otherBytes,
    unreadable: unreadable.sort(),
  };
}

/** Bytes of all files at or below `top`, a file with several names once. Links are not followed. */
async function bytesBelow(top: string, unreadable: string[], signal?: AbortSignal): Promise<number> {
  const seen = new Set<string>();
  const pending = [top];
  let bytes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    signal?.throwIfAborted();
    const stats = await lstatIfThere(next);
    if (stats === undefined || isKnown(stats, seen)) continue;
    if (!stats.isDirectory()) bytes += stats.size;
    else for (const name of await namesIn(next, unreadable)) pending.push(path.join(next, name));
  }
  return bytes;
}

function isKnown(stats: Stats, seen: Set<string>): boolean {
  if (stats.nlink < 2 || stats.isDirectory()) return false;
  const inode = `${stats.dev}:${stats.ino}`;
  if (seen.has(inode)) return true;
  seen.add(inode);
  return false;
}

async function lstatIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** What may not be read, or has gone meanwhile, counts as empty; the first is noted. */
async function namesIn(folder: string, unreadable: string[]): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) unreadable.push(folder);
    else if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    return [];
  }
}
