import { rename } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { exists } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { stateOfFolder } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import type { CatalogPlace } from './options.js';
import { removeTree } from './remove-tree.js';
import { moveAside } from './staging.js';

/** Where an artifact is to stand. */
export interface Place {
  readonly folder: string;
  readonly id: string;
}

/** How often others, who hold no lock, may put a folder into the place before the promotion gives up. */
const MAX_ATTEMPTS = 10;

/**
 * Renames a folder to its place. Only an absent or empty place is taken by the rename itself; an unrecorded folder is
 * moved aside before, which the caller keeps others from by a lock.
 * @throws `ALREADY_EXISTS`
 */
export async function moveIntoPlace(catalog: CatalogPlace, source: string, place: Place): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (await renameIfFree(source, place.folder)) return;
    await refuseTaken(place);
    if (await replaceUnrecorded(catalog, source, place.folder)) return;
  }
  throw new ArtifactCatalogError({
    code: 'IO',
    message: `Could not take the place "${showForeign(place.folder)}": others keep putting folders there.`,
    hint: 'Let one process at a time install an artifact.',
  });
}

/** @throws `ALREADY_EXISTS` when the place holds a record or something that is no folder */
export async function refuseTaken({ folder, id }: Place): Promise<void> {
  const state = await stateOfFolder(folder);
  if (state === 'recorded') throw alreadyRecorded(id);
  if (state === 'foreign') throw placeTaken(folder);
}

/** The error for an id that is recorded. */
export function alreadyRecorded(id: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'ALREADY_EXISTS',
    message: `The artifact "${showForeign(id)}" already exists in the catalog.`,
    hint: 'Remove it first to record it anew.',
  });
}

function placeTaken(folder: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'ALREADY_EXISTS',
    message: `Something that is no folder already exists at "${showForeign(folder)}".`,
    hint: 'Look at it and move it away: the catalog touches nothing that is not its own.',
  });
}

/** Renames a folder, unless something that is no empty folder has the name. */
export async function renameIfFree(source: string, target: string): Promise<boolean> {
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false;
    // Windows says the first two when a folder is there, other systems the last two when it is a file system's root.
    if (isSystemError(error, 'EPERM', 'EACCES', 'EBUSY', 'EXDEV') && (await exists(target))) return false;
    throw error;
  }
}

/** Moves the folder in the place out of the way first. @returns whether the place was taken */
async function replaceUnrecorded(catalog: CatalogPlace, source: string, target: string): Promise<boolean> {
  const displaced = await moveAsideIfThere(catalog, target);
  let isReplaced: boolean;
  try {
    isReplaced = await renameIfFree(source, target);
  } catch (error) {
    if (displaced !== undefined) await renameIfFree(displaced, target);
    throw error;
  }
  // The folder is replaced: what cannot be removed of it stays out of sight in the staging folder.
  if (displaced !== undefined) await removeTree(displaced).catch(() => undefined);
  return isReplaced;
}

async function moveAsideIfThere(catalog: CatalogPlace, target: string): Promise<string | undefined> {
  try {
    return await moveAside(catalog, target);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
