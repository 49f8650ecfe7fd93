import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { METADATA_FILE } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import { ifPlaceIsFree } from './lock.js';
import {
  type FiledRecord,
  type MetadataFile,
  overwriteInMetadataFile,
  readMetadataFile,
  replaceMetadataFile,
} from './metadata-file.js';
import { MAX_METADATA_BYTES, type OpenCatalog } from './options.js';
import { type EditedText, withLastAccessed } from './record-text.js';
import type { Artifact, ArtifactCodec } from './types.js';

/** An artifact with the file it was read from. */
export interface StoredArtifact<T extends Artifact> {
  readonly artifact: T;
  readonly file: MetadataFile;
}

/**
 * The artifact recorded in a folder; `undefined` when no record is there.
 * @throws `UNREADABLE_METADATA`, `INVALID_METADATA`
 */
export async function readRecord<T extends Artifact>(
  folder: string,
  codec: ArtifactCodec<T>,
): Promise<StoredArtifact<T> | undefined> {
  const file = await readMetadataFile(folder);
  if (file === undefined) return undefined;
  try {
    return { artifact: codec.decode(artifactObjectOf(file.value)), file };
  } catch (error) {
    throw new ArtifactCatalogError({
      code: 'INVALID_METADATA',
      message: `"${showForeign(path.join(folder, METADATA_FILE))}" records no artifact: ${messageOf(error)}.`,
      hint: 'Repair the field, or remove the artifact and install it again.',
      cause: error,
    });
  }
}

/**
 * The text of a new record.
 * @throws `INVALID_ARTIFACT` when the artifact could not be read back from it
 */
export function newRecordText<T extends Artifact>(artifact: T, codec: ArtifactCodec<T>): string {
  const stored = codec.encode(artifact);
  const text = recordText({ artifact: stored, added_at: artifact.addedAt, last_accessed: null });
  const refusal = refusalOf(text, () => codec.decode(stored));
  if (refusal === undefined) return text;
  throw new ArtifactCatalogError({
    code: 'INVALID_ARTIFACT',
    message: `The artifact "${showForeign(artifact.id)}" cannot be recorded: ${refusal.reason}.`,
    cause: refusal.cause,
  });
}

/**
 * Sets `last_accessed` of a record that was read and keeps everything else in it as it is. A time of the same length is
 * written over the old one without a flush, which is most of what a replacement costs: should the power fail, the
 * record has the old time or the new one.
 */
export async function touchRecord<T extends Artifact>(
  catalog: OpenCatalog<T>,
  record: FiledRecord,
  signal?: AbortSignal,
): Promise<void> {
  const edited = withLastAccessed(record.file.text, catalog.now().toISOString());
  if (isTooLarge(edited.text)) return;
  try {
    if (edited.patch !== undefined && (await isOverwritten(record, edited.patch))) return;
    // Else what another has just put in its place could be replaced by what was read before.
    await ifPlaceIsFree(catalog, { folder: record.folder, signal }, () =>
      replaceMetadataFile(catalog, record, { content: edited.text, signal }),
    );
  } catch (error) {
    // The time of the last use is no reason to refuse an artifact whose disk is full or read-only, that is just being
    // removed, or in whose catalog something stands in the place of a folder of the catalog's own.
    if (!isSystemError(error, ...REFUSED_TOUCHES)) throw error;
  }
}

const REFUSED_TOUCHES = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOENT', 'EFTYPE', 'ELOOP'];

async function isOverwritten(record: FiledRecord, patch: NonNullable<EditedText['patch']>): Promise<boolean> {
  try {
    return await overwriteInMetadataFile(record, patch);
  } catch (error) {
    // The file is read-only; the folder, where it can be replaced, need not be.
    if (isSystemError(error, 'EACCES', 'EPERM')) return false;
    throw error;
  }
}

function artifactObjectOf(record: unknown): unknown {
  const { artifact, added_at: addedAt } = asObject(record, 'the record');
  const members = asObject(artifact, 'artifact');
  const hasTime = 'added_at' in members || 'addedAt' in members || addedAt === undefined;
  return hasTime ? members : { ...members, added_at: addedAt };
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ArtifactCatalogError({ code: 'INVALID_METADATA', message: `${name}: expected an object` });
}

function refusalOf(text: string, decode: () => unknown): { reason: string; cause?: unknown } | undefined {
  if (isTooLarge(text)) return { reason: `its record would be larger than ${MAX_METADATA_BYTES} bytes` };
  try {
    decode();
    return undefined;
  } catch (error) {
    return { reason: messageOf(error), cause: error };
  }
}

function recordText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > MAX_METADATA_BYTES;
}
