import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { mapAtOnce } from '@rbee-internal/system/time';
import { isOwnFolder, METADATA_FILE } from '../catalog-layout.js';
import { withoutLastAccessed } from '../change/last-accessed.js';
import { restoreReplaced } from '../change/replaced.js';
import type { Artifact } from '../contracts/artifact.js';
import { artifactIdFromFolderName } from '../entry/artifact-folder-name.js';
import { fingerprintOf } from '../entry/metadata-file.js';
import { readRecord } from '../entry/record.js';
import { isArtifactCatalogError } from '../errors.js';
import type { CatalogEvent } from '../events.js';
import { MAX_OPEN_FILES, type OpenCatalog } from '../options.js';

/** What a catalog held at a moment, by folder name. */
export type CatalogSnapshot = ReadonlyMap<string, RecordSnapshot>;

interface RecordSnapshot {
  readonly fingerprint: string;
  /** Of all that the record says but the time of the last use; `undefined` when it is not a readable artifact. */
  readonly digest: string | undefined;
}

/** Looks at every record, and reads those that are not as they were. */
export async function takeSnapshot<T extends Artifact>(
  catalog: OpenCatalog<T>,
  { before, signal }: { before: CatalogSnapshot; signal: AbortSignal | undefined },
): Promise<CatalogSnapshot> {
  await restoreReplaced(catalog, signal);
  const snapshot = new Map<string, RecordSnapshot>();
  const names = (await readdir(catalog.root)).filter((name) => !isOwnFolder(name));
  await mapAtOnce(names, { concurrency: MAX_OPEN_FILES, signal }, async (name) => {
    const record = await lookAtRecord(catalog, name, before.get(name));
    if (record !== undefined) snapshot.set(name, record);
  });
  return snapshot;
}

/** What happened between one snapshot and a later one, by folder name. */
export function eventsBetween(before: CatalogSnapshot, after: CatalogSnapshot): CatalogEvent[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const id = artifactIdFromFolderName(name);
    const type = eventType(before.get(name)?.digest, after.get(name)?.digest);
    return id === undefined || type === undefined ? [] : [{ type, id }];
  });
}

function eventType(before: string | undefined, after: string | undefined) {
  if (before === after) return undefined;
  if (before === undefined) return 'artifact-add';
  return after === undefined ? 'artifact-remove' : 'artifact-change';
}

async function lookAtRecord<T extends Artifact>(
  catalog: OpenCatalog<T>,
  name: string,
  before: RecordSnapshot | undefined,
): Promise<RecordSnapshot | undefined> {
  const folder = path.join(catalog.root, name);
  const fingerprint = await fingerprintAt(path.join(folder, METADATA_FILE));
  if (fingerprint === undefined) return undefined;
  if (fingerprint === before?.fingerprint) return before;
  try {
    const stored = await readRecord(folder, catalog.codec);
    if (stored === undefined) return undefined;
    const isOwn = stored.artifact.id === artifactIdFromFolderName(name);
    const digest = isOwn ? digestOf(withoutLastAccessed(stored.file.text)) : undefined;
    return { fingerprint: stored.file.fingerprint, digest };
  } catch (error) {
    if (!isArtifactCatalogError(error)) throw error;
    return { fingerprint, digest: undefined };
  }
}

async function fingerprintAt(file: string): Promise<string | undefined> {
  try {
    return fingerprintOf(await lstat(file));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
