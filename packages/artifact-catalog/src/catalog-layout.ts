import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { exists } from '@rbee-internal/contained-path';
import { artifactFolderName } from './entry/artifact-folder-name.js';

/** The record in an artifact's folder. */
export const METADATA_FILE = 'metadata.json';

/** The listing of the tree in an artifact's folder. */
export const TREE_FILE = '.tree';

/** The signed statements about the artifact in its folder. */
export const ATTESTATIONS_FILE = '.attestations.json';

/** Where artifacts are made. No id's folder has this name: the escape never returns an `@`. */
export const STAGING_FOLDER = '@staging';

/** Where folders wait while others take their place. */
export const REPLACED_FOLDER = '@replaced';

/** Where locks stand while they are held. It goes when the last one does. */
export const LOCKS_FOLDER = '@locks';

/** Whether an entry of the root is not an artifact's: all that begins with `@` is the catalog's own or its users' caches. */
export function isOwnFolder(name: string): boolean {
  return name.startsWith('@');
}

/**
 * The names in one of the catalog's own folders, sorted; `undefined` when it is not there or something else is in its
 * place. A link is not followed: what is behind it is not the catalog's.
 */
export async function namesInOwn(folder: string): Promise<string[] | undefined> {
  try {
    return (await lstat(folder)).isDirectory() ? (await readdir(folder)).sort() : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** @throws `INVALID_ID` */
export function artifactFolder(catalog: { root: string; platform: string }, id: string): string {
  return path.join(catalog.root, artifactFolderName(id, catalog));
}

/**
 * What is in an artifact's place: nothing, something that is not a folder (a link to one included), a folder
 * without a record, or one with a record, readable or not.
 */
export type FolderState = 'absent' | 'foreign' | 'unrecorded' | 'recorded';

export async function stateOfFolder(folder: string): Promise<FolderState> {
  try {
    if (!(await lstat(folder)).isDirectory()) return 'foreign';
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 'absent';
    throw error;
  }
  return (await exists(path.join(folder, METADATA_FILE))) ? 'recorded' : 'unrecorded';
}
