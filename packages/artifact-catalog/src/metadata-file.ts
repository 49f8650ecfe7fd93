import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { METADATA_FILE } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import { syncFolder } from './flush.js';
import { MAX_METADATA_BYTES } from './options.js';

/** A `metadata.json` as it was read. */
export interface MetadataFile {
  readonly value: unknown;
  /** Tells this file from any that replaces it. */
  readonly fingerprint: string;
}

/**
 * Reads the record of an artifact's folder; `undefined` when there is none.
 * @throws `UNREADABLE_METADATA`
 */
export async function readMetadataFile(folder: string): Promise<MetadataFile | undefined> {
  const file = path.join(folder, METADATA_FILE);
  try {
    const handle = await open(file, READ_WITHOUT_SURPRISE);
    try {
      return await readMetadata(file, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (error instanceof ArtifactCatalogError || isSystemError(error, 'EMFILE', 'ENFILE')) throw error;
    throw unreadable(file, messageOf(error), error);
  }
}

/**
 * Puts a record into a folder that has none, in one step and on the disk for good.
 * @returns whether it was put there; `false` when there is one already
 */
export async function createMetadataFile(
  folder: string,
  content: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const isCreated = await withTemporaryFile(folder, content, async (temporary) => {
    signal?.throwIfAborted();
    return createFrom(temporary, path.join(folder, METADATA_FILE), content);
  });
  if (isCreated) await syncFolder(folder);
  return isCreated;
}

/** Replaces the record that was read, in one step; leaves any other that has taken its place meanwhile. */
export async function replaceMetadataFile(
  folder: string,
  read: MetadataFile,
  { content, signal }: { content: string; signal: AbortSignal | undefined },
): Promise<void> {
  const file = path.join(folder, METADATA_FILE);
  await withTemporaryFile(folder, content, async (temporary) => {
    signal?.throwIfAborted();
    if (fingerprintOf(await stat(file, { bigint: true })) === read.fingerprint) await rename(temporary, file);
  });
}

/** No link is followed, and opening a pipe does not wait for a writer. Windows lacks both flags: they count as 0. */
const READ_WITHOUT_SURPRISE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

async function readMetadata(file: string, handle: FileHandle): Promise<MetadataFile> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) throw unreadable(file, 'it is no regular file');
  if (stats.size > MAX_METADATA_BYTES)
    throw unreadable(file, `it is larger than ${MAX_METADATA_BYTES} bytes`);
  const bytes = await readUpTo(handle, Number(stats.size));
  // The text decoder refuses what is no UTF-8 instead of writing replacement characters back later.
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return { value: JSON.parse(text), fingerprint: fingerprintOf(stats) };
}

async function readUpTo(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(buffer, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function fingerprintOf({ dev, ino, mtimeNs }: { dev: bigint; ino: bigint; mtimeNs: bigint }): string {
  return `${dev}:${ino}:${mtimeNs}`;
}

function unreadable(file: string, reason: string, cause?: unknown): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'UNREADABLE_METADATA',
    message: `"${showForeign(file)}" cannot be read: ${showForeign(reason)}.`,
    hint: 'Repair the file, or remove the artifact and install it again.',
    cause,
  });
}

/** Gives `use` a flushed file beside the record and removes it afterwards. Readers look at no such name. */
async function withTemporaryFile<R>(
  folder: string,
  content: string,
  use: (temporary: string) => Promise<R>,
): Promise<R> {
  const temporary = path.join(folder, `.${METADATA_FILE}.${randomBytes(8).toString('hex')}`);
  try {
    await writeNewFile(temporary, content);
    return await use(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeNewFile(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function createFrom(temporary: string, file: string, content: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    if (!isSystemError(error, ...NO_HARD_LINKS)) throw error;
    return createWithoutLinks(file, content);
  }
}

const NO_HARD_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Only here can a reader see an unfinished record; it is still never written over another one. */
async function createWithoutLinks(file: string, content: string): Promise<boolean> {
  const handle = await openNew(file);
  if (handle === undefined) return false;
  try {
    await handle.writeFile(content);
    await handle.sync();
    return true;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function openNew(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'wx', 0o644);
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return undefined;
    throw error;
  }
}
