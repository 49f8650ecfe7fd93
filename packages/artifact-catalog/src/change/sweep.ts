import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { ownerOfName, removeDeadLock, removeTree } from '@rbee-internal/system/files';
import { livenessOf } from '@rbee-internal/system/process';
import { LOCKS_FOLDER, namesInOwn, STAGING_FOLDER } from '../catalog-layout.js';
import type { CatalogPlace } from '../options.js';
import { lockPlace } from './lock-file.js';
import { restoreReplaced } from './replaced.js';

/** Removes what dead processes left, and returns the removed paths, sorted. See `FilesystemCatalog.sweep`. */
export async function sweep(catalog: CatalogPlace, signal?: AbortSignal): Promise<string[]> {
  await restoreReplaced(catalog, signal);
  return [...(await sweepLocks(catalog, signal)), ...(await sweepStaging(catalog, signal))];
}

async function sweepStaging(catalog: CatalogPlace, signal?: AbortSignal): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await entriesOf(path.join(catalog.root, STAGING_FOLDER))) {
    signal?.throwIfAborted();
    const owner = ownerOfName(path.basename(entry));
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
    if (await removeDeadLock({ ...lockPlace(catalog, file), signal })) removed.push(file);
  }
  // Other locks are in it, or it is not there.
  await rmdir(locks).catch(() => undefined);
  return removed;
}

async function entriesOf(folder: string): Promise<string[]> {
  return ((await namesInOwn(folder)) ?? []).map((name) => path.join(folder, name));
}
