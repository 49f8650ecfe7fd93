import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { mapAtOnce } from '@rbee-internal/system/time';
import { isOwnFolder, stateOfFolder } from '../catalog-layout.js';
import { restoreReplaced } from '../change/replaced.js';
import type { Artifact } from '../contracts/artifact.js';
import type { ArtifactCodec } from '../contracts/artifact-codec.js';
import { artifactIdFromFolderName } from '../entry/artifact-folder-name.js';
import { readRecord, type StoredArtifact } from '../entry/record.js';
import { isArtifactCatalogError } from '../errors.js';
import { MAX_OPEN_FILES, type OpenCatalog } from '../options.js';
import type { CatalogProblem } from './catalog-problem.js';

/** Everything in a catalog's folder: artifacts sorted by id, problems by folder. */
export interface CatalogContent<T extends Artifact> {
  readonly artifacts: T[];
  readonly problems: CatalogProblem[];
}

export async function readCatalog<T extends Artifact>(
  catalog: OpenCatalog<T>,
  signal?: AbortSignal,
): Promise<CatalogContent<T>> {
  await restoreReplaced(catalog, signal);
  for (;;) {
    const { content, isComplete } = await readOnce(catalog, signal);
    // What went meanwhile may only have been replaced.
    if (isComplete || !(await restoreReplaced(catalog, signal))) return content;
  }
}

/** Whether a `metadata.json` stands in an artifact's folder. */
export async function isRecorded<T extends Artifact>(
  catalog: OpenCatalog<T>,
  folder: string,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await stateOfFolder(folder)) === 'recorded') return true;
  return (await restoreReplaced(catalog, signal)) && (await stateOfFolder(folder)) === 'recorded';
}

async function readOnce<T extends Artifact>(
  catalog: OpenCatalog<T>,
  signal?: AbortSignal,
): Promise<{ content: CatalogContent<T>; isComplete: boolean }> {
  const entries = await readdir(catalog.root, { withFileTypes: true });
  const content: CatalogContent<T> = { artifacts: [], problems: [] };
  let isComplete = true;
  await mapAtOnce(
    entries.filter(({ name }) => !isOwnFolder(name)),
    { concurrency: MAX_OPEN_FILES, signal },
    async (entry) => {
      const read = await readEntry(catalog, entry);
      if (read === undefined) isComplete = false;
      else if ('problem' in read) content.problems.push(read.problem);
      else content.artifacts.push(read.artifact);
    },
  );
  content.artifacts.sort((a, b) => compareText(a.id, b.id));
  content.problems.sort((a, b) => compareText(a.folder, b.folder));
  return { content, isComplete };
}

type ReadEntry<T extends Artifact> = { readonly artifact: T } | { readonly problem: CatalogProblem };

/** `undefined` when the entry has gone meanwhile. */
async function readEntry<T extends Artifact>(
  { root, codec }: OpenCatalog<T>,
  entry: Dirent,
): Promise<ReadEntry<T> | undefined> {
  const folder = path.join(root, entry.name);
  if (!entry.isDirectory()) return problemAt(folder, 'FOREIGN_ENTRY', 'It is not the folder of an artifact.');
  try {
    const stored = (await readRecord(folder, codec)) ?? (await readAgain(folder, codec));
    if (stored === 'absent') return undefined;
    if (stored === 'unrecorded') return withoutRecord(folder, entry.name);
    return stored.artifact.id === artifactIdFromFolderName(entry.name)
      ? { artifact: stored.artifact }
      : problemAt(
          folder,
          'ID_MISMATCH',
          `It records "${showForeign(stored.artifact.id)}", whose folder it is not.`,
        );
  } catch (error) {
    if (!isArtifactCatalogError(error)) throw error;
    if (error.code !== 'UNREADABLE_METADATA' && error.code !== 'INVALID_METADATA') throw error;
    return problemAt(folder, error.code, error.message);
  }
}

/** The place of a folder that has been removed may have been taken by another: only one that stays has no record. */
async function readAgain<T extends Artifact>(
  folder: string,
  codec: ArtifactCodec<T>,
): Promise<StoredArtifact<T> | 'absent' | 'unrecorded'> {
  for (;;) {
    const before = await folderIdentity(folder);
    if (before === undefined) return 'absent';
    const stored = await readRecord(folder, codec);
    if (stored !== undefined) return stored;
    if ((await folderIdentity(folder)) === before) return 'unrecorded';
  }
}

async function folderIdentity(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino, birthtimeNs } = await lstat(folder, { bigint: true });
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function withoutRecord<T extends Artifact>(folder: string, name: string): ReadEntry<T> {
  return artifactIdFromFolderName(name) === undefined
    ? problemAt(folder, 'FOREIGN_ENTRY', 'Its name is not an artifact id, and it has no metadata.json.')
    : problemAt(folder, 'MISSING_METADATA', 'It has no metadata.json.');
}

function problemAt(
  folder: string,
  code: CatalogProblem['code'],
  message: string,
): { problem: CatalogProblem } {
  return { problem: { folder, code, message } };
}

/** By code units, so that every machine sorts alike. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
