import { closeSync, constants, fstatSync, open as openFile, read as readFile } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { METADATA_FILE } from '../catalog-layout.js';
import { ArtifactCatalogError } from '../errors.js';
import { MAX_METADATA_BYTES } from '../options.js';

/** A `metadata.json` as it was read. */
export interface MetadataFile {
  readonly value: unknown;
  readonly text: string;
  /** Distinguishes this state of the file from any other, and from any that replaces it. */
  readonly fingerprint: string;
}

/** A record that was read, with the folder it stands in. */
export interface FiledRecord {
  readonly folder: string;
  readonly file: MetadataFile;
}

/**
 * Reads the record of an artifact's folder; `undefined` when there is none.
 * @throws `UNREADABLE_METADATA`
 */
export async function readMetadataFile(folder: string): Promise<MetadataFile | undefined> {
  const file = path.join(folder, METADATA_FILE);
  try {
    // Descriptors and not the handles of `fs/promises`, and no detour over another thread for what an open file need
    // not wait for: a catalog of thousands is read in half the time.
    const descriptor = await openDescriptor(file, READ_WITHOUT_SURPRISE);
    try {
      return await readMetadata(file, descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (error instanceof ArtifactCatalogError || isSystemError(error, 'EMFILE', 'ENFILE')) throw error;
    throw unreadable(file, messageOf(error), error);
  }
}

/** What distinguishes one state of a record's file from another. */
export function fingerprintOf(stats: { dev: number; ino: number; size: number; mtimeMs: number }): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

/** No link is followed, and opening a pipe does not wait for another. Windows lacks both flags: they count as 0. */
export const WITHOUT_SURPRISE = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const READ_WITHOUT_SURPRISE = constants.O_RDONLY | WITHOUT_SURPRISE;

const openDescriptor = promisify(openFile);
const readDescriptor = promisify(readFile);

// It refuses what is not UTF-8 instead of writing replacement characters back later, and keeps a byte order mark.
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

async function readMetadata(file: string, descriptor: number): Promise<MetadataFile> {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) throw unreadable(file, 'it is not a regular file');
  if (stats.size > MAX_METADATA_BYTES)
    throw unreadable(file, `it is larger than ${MAX_METADATA_BYTES} bytes`);
  const text = UTF_8.decode(await readUpTo(descriptor, stats.size));
  return { value: JSON.parse(text.replace(/^\uFEFF/, '')), text, fingerprint: fingerprintOf(stats) };
}

async function readUpTo(descriptor: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await readDescriptor(descriptor, buffer, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function unreadable(file: string, reason: string, cause?: unknown): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'UNREADABLE_METADATA',
    message: `"${showForeign(file)}" cannot be read: ${showForeign(reason)}.`,
    hint: 'Repair the file, or remove the artifact and install it again.',
    cause,
  });
}
