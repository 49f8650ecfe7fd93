import { readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { LOCKS_FOLDER, STAGING_FOLDER } from './catalog-layout.js';
import { removeDeadLockFile } from './lock-file.js';
import type { CatalogPlace } from './options.js';
import { livenessOf } from './process-identity.js';
import { removeTree } from './remove-tree.js';
import { restoreReplaced } from './replaced.js';
import { stagingOwner } from './staging.js';

/** Removes what dead processes left, and answers the removed paths, sorted. See `FilesystemCatalog.sweep`. */
export async function sweep(catalog: CatalogPlace, signal?: AbortSignal): Promise<string[]> {
  await restoreReplaced(catalog, signal);
  return [...(await sweepLocks(catalog, signal)), ...(await sweepStaging(catalog, signal))];
}

async function sweepStaging(catalog: CatalogPlace, signal?: AbortSignal): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await entriesOf(path.join(catalog.root, STAGING_FOLDER))) {
    signal?.throwIfAborted();
    const owner = stagingOwner(path.basename(entry));
    if (owner === undefined || (await livenessOf(owner, catalog.owner)) !== 'dead') continue;
    await removeTree(entry);
    removed.push(entry);
  }
  return removed;
}

async function sweepLocks(catalog: CatalogPlace, signal?: AbortSignal): Promise<string[]> {
  const locks = path.join(catalog.root, LOCKS_FOLDER);
  const removed: string[] = [];
  for (const file of await entriesOf(locks)) {
    signal?.throwIfAborted();
    if (await removeDeadLockFile(catalog, file)) removed.push(file);
  }
  // Other locks are in it, or it is not there.
  await rmdir(locks).catch(() => undefined);
  return removed;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort().map((name) => path.join(folder, name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
