import { chmod, lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { makePrivateFolder, newOwnedName, removeTree } from '@rbee-internal/system/files';
import { STAGING_FOLDER } from '../catalog-layout.js';
import type { CatalogPlace } from '../options.js';
import type { StagingFolder } from './staging-folder.js';

/** Makes a private folder below the catalog's staging folder. */
export async function createStagingFolder(catalog: CatalogPlace): Promise<StagingFolder> {
  const folder = await newStagingPath(catalog);
  await mkdir(folder, { mode: 0o700 });
  return { path: folder, dispose: () => removeTree(folder) };
}

/** Takes what stands at `target` out of sight in one step, and returns where it is now. */
export async function moveAside(catalog: CatalogPlace, target: string): Promise<string> {
  const aside = await newStagingPath(catalog);
  await renameOwn(target, aside);
  return aside;
}

/** Renames what stands at `target`, also a folder that its owner may not write to: it could not change its parent. */
export async function renameOwn(target: string, aside: string): Promise<void> {
  try {
    await rename(target, aside);
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM') || !(await lstat(target)).isDirectory()) throw error;
    await chmod(target, 0o700);
    await rename(target, aside);
  }
}

/** A path below the staging folder that no one can guess and that says whose it is. Nothing is there yet. */
export async function newStagingPath({ root, owner }: CatalogPlace): Promise<string> {
  const staging = await privateFolder(path.join(root, STAGING_FOLDER));
  return path.join(staging, newOwnedName(owner));
}

/** Makes one of the catalog's own folders when it is missing, and closes it to others. */
export async function privateFolder(folder: string): Promise<string> {
  return makePrivateFolder(folder);
}
