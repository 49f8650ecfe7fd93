import { randomBytes } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { isFromSystem, isSystemError } from '@rbee-internal/coded-error';
import { exists } from '@rbee-internal/contained-path';
import { removeTree } from '@rbee-internal/system/files';
import { namesInOwn, REPLACED_FOLDER, stateOfFolder } from '../catalog-layout.js';
import { artifactIdFromFolderName } from '../entry/artifact-folder-name.js';
import type { CatalogPlace } from '../options.js';
import { syncFolder } from './flush.js';
import { whilePlaceIsHeld } from './lock.js';
import { renameIfFree } from './rename-if-free.js';
import { moveAside, privateFolder, renameOwn } from './staging.js';

/**
 * Takes the folder in a place out of the way of the one that replaces it. Until {@link dropReplaced} it is whole, and
 * the next that finds it while the place is free puts it back: {@link restoreReplaced}.
 * @returns where it is now, below a folder of its own; `undefined` when there was none
 */
export async function setAside({ root }: CatalogPlace, folder: string): Promise<string | undefined> {
  const replaced = path.join(root, REPLACED_FOLDER);
  const holder = path.join(replaced, randomBytes(10).toString('hex'));
  const aside = path.join(holder, path.basename(folder));
  for (;;) {
    try {
      await privateFolder(replaced);
      await mkdir(holder, { mode: 0o700 });
      await syncFolder(replaced);
      await renameOwn(folder, aside);
      await syncFolder(holder);
      return aside;
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
      await removeIfEmpty(holder);
      // Else another took the empty folders for leftovers.
      if (!(await exists(folder))) return undefined;
    }
  }
}

/** Gives what was set aside its place again. @returns whether the place was free */
export async function putBack({ root }: CatalogPlace, aside: string): Promise<boolean> {
  if (!(await renameIfFree(aside, path.join(root, path.basename(aside))))) return false;
  await syncFolder(root);
  await removeIfEmpty(path.dirname(aside));
  return true;
}

/** Removes what was set aside, which vanishes in one step. */
export async function dropReplaced(catalog: CatalogPlace, aside: string): Promise<void> {
  try {
    const gone = await moveAside(catalog, aside);
    await removeIfEmpty(path.dirname(aside));
    await removeTree(gone);
  } catch (error) {
    // Another has settled it meanwhile.
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}

/** Where the folders are that were set aside for this place. */
export async function replacedOf(catalog: CatalogPlace, folder: string): Promise<string[]> {
  const asides = await replacedFolders(catalog);
  return asides.filter((aside) => path.basename(aside) === path.basename(folder));
}

/**
 * Ends what a replacement that was killed left: what it had set aside goes back to its place, or away where the new
 * one has come. A replacement under way is waited for. What the system refuses is left for the next time.
 * @returns whether anything was set aside
 */
export async function restoreReplaced(catalog: CatalogPlace, signal?: AbortSignal): Promise<boolean> {
  const asides = await replacedFolders(catalog);
  for (const aside of asides) {
    const folder = path.join(catalog.root, path.basename(aside));
    if (artifactIdFromFolderName(path.basename(aside)) === undefined) continue;
    try {
      await whilePlaceIsHeld(catalog, { folder, signal }, () => settle(catalog, { aside, folder }));
    } catch (error) {
      if (!isFromSystem(error)) throw error;
    }
  }
  return asides.length > 0;
}

async function settle(
  catalog: CatalogPlace,
  { aside, folder }: { readonly aside: string; readonly folder: string },
): Promise<void> {
  if (!(await exists(aside))) return;
  if (await putBack(catalog, aside)) return;
  const [place, old] = [await stateOfFolder(folder), await stateOfFolder(aside)];
  const isSuperseded = place === 'recorded' || (place === 'unrecorded' && old === 'unrecorded');
  if (isSuperseded) await dropReplaced(catalog, aside);
}

async function replacedFolders({ root }: CatalogPlace): Promise<string[]> {
  const folders: string[] = [];
  const replaced = path.join(root, REPLACED_FOLDER);
  const holders = await namesInOwn(replaced);
  for (const holder of holders ?? []) {
    const [name] = (await namesInOwn(path.join(replaced, holder))) ?? [];
    if (name === undefined) await removeIfEmpty(path.join(replaced, holder));
    else folders.push(path.join(replaced, holder, name));
  }
  if (holders?.length === 0) await rmdir(replaced).catch(() => undefined);
  return folders;
}

/** Others may have removed or filled them, and a read-only disk may refuse: they are in no one's way. */
async function removeIfEmpty(holder: string): Promise<void> {
  await rmdir(holder).catch(() => undefined);
  await rmdir(path.dirname(holder)).catch(() => undefined);
}
