import { chmod, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { exists } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { stateOfFolder } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import { removeTree } from './remove-tree.js';
import { moveAside } from './staging.js';

/** Where an artifact is to stand. */
export interface Place {
  readonly root: string;
  readonly folder: string;
  readonly id: string;
}

/** How often others may put an unrecorded folder into the place before the promotion gives up. */
const MAX_ATTEMPTS = 100;

/** In a folder that is being displaced: only who made it may move the folder. */
const CLAIM_FILE = '.displaced';

/** A claim is held for two system calls. One that outlasts 200 looks, 10 ms apart, was left by a process that died. */
const MAX_CLAIM_LOOKS = 200;
const CLAIM_LOOK_INTERVAL_MS = 10;

/**
 * Renames a folder to its place. Only an absent or empty place is taken by the rename itself, so of several at once
 * one wins; an unrecorded folder is moved aside before.
 * @throws `ALREADY_EXISTS`
 */
export async function moveIntoPlace(source: string, place: Place, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    signal?.throwIfAborted();
    if (await renameIfFree(source, place.folder)) return;
    await refuseTaken(place);
    const displaced = await displaceUnrecorded(place, signal);
    if (displaced !== undefined && (await replaceDisplaced(source, place.folder, displaced))) return;
  }
  throw new ArtifactCatalogError({
    code: 'IO',
    message: `Could not take the place "${showForeign(place.folder)}": others keep putting folders there.`,
    hint: 'Let one process at a time install an artifact.',
  });
}

/** @throws `ALREADY_EXISTS` when the place holds a record or something that is no folder */
export async function refuseTaken({ folder, id }: Pick<Place, 'folder' | 'id'>): Promise<void> {
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

async function renameIfFree(source: string, target: string): Promise<boolean> {
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false;
    // Windows says so when a folder is there.
    if (isSystemError(error, 'EPERM', 'EACCES') && (await exists(target))) return false;
    throw error;
  }
}

/** Moves a folder without a record out of the way and answers where it is now; `undefined` when it went meanwhile. */
async function displaceUnrecorded(place: Place, signal?: AbortSignal): Promise<string | undefined> {
  const { root, folder, id } = place;
  if (!(await takeClaim(folder, signal))) return undefined;
  // While the claim stands in it, no promotion can take the folder's place and nobody else moves it: what is
  // looked at here is what is moved.
  if ((await stateOfFolder(folder)) === 'recorded') {
    await rm(path.join(folder, CLAIM_FILE), { force: true });
    throw alreadyRecorded(id);
  }
  const displaced = await moveAside(root, folder);
  if ((await stateOfFolder(displaced)) !== 'recorded') return displaced;
  // `add` recorded it between the look and the move.
  await rm(path.join(displaced, CLAIM_FILE), { force: true });
  await rename(displaced, folder);
  throw alreadyRecorded(id);
}

/** Whether the folder is ours to move. If not, it has changed: look again. */
async function takeClaim(folder: string, signal?: AbortSignal): Promise<boolean> {
  const claim = path.join(folder, CLAIM_FILE);
  for (let look = 1; look <= MAX_CLAIM_LOOKS; look += 1) {
    signal?.throwIfAborted();
    try {
      await (await open(claim, 'wx')).close();
      return true;
    } catch (error) {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
      // Our own folder, but its maker made it read-only.
      if (look === 1 && isSystemError(error, 'EACCES')) await chmod(folder, 0o700);
      else if (!isSystemError(error, 'EEXIST')) throw error;
    }
    await delay(CLAIM_LOOK_INTERVAL_MS);
  }
  await rm(claim, { force: true });
  return false;
}

async function replaceDisplaced(source: string, target: string, displaced: string): Promise<boolean> {
  let isReplaced: boolean;
  try {
    isReplaced = await renameIfFree(source, target);
  } catch (error) {
    await renameIfFree(displaced, target);
    await rm(path.join(target, CLAIM_FILE), { force: true });
    throw error;
  }
  // The folder is replaced, by this promotion or another: what cannot be removed of it stays out of sight in the
  // staging folder.
  await removeTree(displaced).catch(() => undefined);
  return isReplaced;
}
