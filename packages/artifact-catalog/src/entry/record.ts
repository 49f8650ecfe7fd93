import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { METADATA_FILE } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import type { ArtifactCodec } from '../contracts/artifact-codec.js';
import { ArtifactCatalogError } from '../errors.js';
import { MAX_METADATA_BYTES } from '../options.js';
import { type MetadataFile, readMetadataFile } from './metadata-file.js';

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
      message: `"${showForeign(path.join(folder, METADATA_FILE))}" does not record an artifact: ${messageOf(error)}.`,
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

/** Whether a record's text is larger than any that is read. */
export function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > MAX_METADATA_BYTES;
}
