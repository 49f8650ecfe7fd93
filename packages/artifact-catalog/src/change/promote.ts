import { chmod, lstat, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { isInside, joinInside, realPathInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { writeNewFile } from '@rbee-internal/system/files';
import {
  ATTESTATIONS_FILE,
  artifactFolder,
  METADATA_FILE,
  STAGING_FOLDER,
  TREE_FILE,
} from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { newRecordText } from '../entry/record.js';
import { isReservedName } from '../entry/reserved-name.js';
import { ArtifactCatalogError } from '../errors.js';
import type { OpenCatalog } from '../options.js';
import { syncFolder, syncTree } from './flush.js';
import { whilePlaceIsHeld } from './lock.js';
import { moveIntoPlace, refuseTaken } from './move-into-place.js';

/** What is to be promoted, and how. */
export interface Promotion<T extends Artifact> {
  readonly stagedFolder: string;
  readonly artifact: T;
  readonly record: boolean;
  readonly replace: boolean | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Makes a staged folder the artifact's own, in one step. See `FilesystemCatalog.promote`. */
export async function promote<T extends Artifact>(
  catalog: OpenCatalog<T>,
  { stagedFolder, artifact, record, replace, signal }: Promotion<T>,
): Promise<void> {
  const folder = artifactFolder(catalog, artifact.id);
  const place = { folder, id: artifact.id, replace };
  const text = newRecordText(artifact, catalog.codec);
  await refuseForeignStaging(catalog.root, stagedFolder);
  await refuseMissingProgram(stagedFolder, programPath(folder, artifact));
  await refuseTaken(place);
  // What made the artifact may have taken our own right to write here, which the rename needs.
  await chmod(stagedFolder, 0o700);
  if (record) await writeStagedRecord(stagedFolder, text);
  try {
    await syncTree(stagedFolder, signal);
    await whilePlaceIsHeld(catalog, { folder, signal }, async () => {
      signal?.throwIfAborted();
      await moveIntoPlace(catalog, stagedFolder, place);
    });
  } catch (error) {
    if (record) await rm(path.join(stagedFolder, METADATA_FILE), { force: true });
    throw error;
  }
  await syncFolder(catalog.root);
}

/** No one looks at a staged folder: its record may be written in its place. */
async function writeStagedRecord(stagedFolder: string, text: string): Promise<void> {
  try {
    await writeNewFile(path.join(stagedFolder, METADATA_FILE), text, { flush: true });
  } catch (error) {
    throw isSystemError(error, 'EEXIST') ? metadataInTheWay(stagedFolder) : error;
  }
}

const MADE_BEFORE: ReadonlySet<string> = new Set([TREE_FILE, ATTESTATIONS_FILE]);

async function refuseForeignStaging(root: string, stagedFolder: string): Promise<void> {
  const staging = path.join(root, STAGING_FOLDER);
  const isStaged =
    path.isAbsolute(stagedFolder) &&
    isInside(staging, stagedFolder) &&
    (await isFolderWithoutLinks(staging, stagedFolder));
  if (!isStaged) {
    throw invalid(
      `"${showForeign(stagedFolder)}" is not a folder below "${showForeign(staging)}".`,
      'Make the artifact in a folder of createStagingFolder.',
    );
  }
  // The listing of its tree, and what is attested of it, are what its maker wrote there.
  const isOurs = (name: string) => !MADE_BEFORE.has(name) && isReservedName(name);
  const inTheWay = (await readdir(stagedFolder)).find(isOurs);
  if (inTheWay !== undefined) throw metadataInTheWay(stagedFolder, inTheWay);
}

async function isFolderWithoutLinks(staging: string, folder: string): Promise<boolean> {
  try {
    return (await lstat(folder)).isDirectory() && (await realPathInside(staging, folder)) !== undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return false;
    throw error;
  }
}

/** The program's path below the artifact's folder. */
function programPath(folder: string, artifact: Artifact): string {
  const relative = path.relative(folder, artifact.path);
  const isCanonical = joinInside(folder, relative) === artifact.path;
  if (isCanonical && !isReservedName(relative)) return relative;
  throw invalid(
    `The path "${showForeign(artifact.path)}" of "${showForeign(artifact.id)}" names no program below "${showForeign(folder)}".`,
    'Name the place where the program will be, below the folder that folderOf returns.',
  );
}

async function refuseMissingProgram(stagedFolder: string, relative: string): Promise<void> {
  const program = path.join(stagedFolder, relative);
  try {
    // A link on the way, even one that stays inside, could point at where the folder is now.
    const expected = path.join(await realpath(stagedFolder), relative);
    if ((await realpath(program)) === expected && (await lstat(program)).isFile()) return;
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
  }
  throw invalid(`"${showForeign(program)}" is not a regular file, or is reached over a link.`);
}

function metadataInTheWay(stagedFolder: string, name = METADATA_FILE): ArtifactCatalogError {
  return invalid(
    `"${showForeign(stagedFolder)}" already holds a ${showForeign(name)}, which is the catalog's to write.`,
  );
}

function invalid(message: string, hint?: string): ArtifactCatalogError {
  return new ArtifactCatalogError({ code: 'INVALID_ARTIFACT', message, hint });
}
