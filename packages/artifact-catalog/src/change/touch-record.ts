import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { writeNewFile } from '@rbee-internal/system/files';
import { METADATA_FILE } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { type FiledRecord, fingerprintOf, WITHOUT_SURPRISE } from '../entry/metadata-file.js';
import { isTooLarge } from '../entry/record.js';
import type { CatalogPlace, OpenCatalog } from '../options.js';
import { type EditedText, withLastAccessed } from './last-accessed.js';
import { ifPlaceIsFree } from './lock.js';
import { newStagingPath } from './staging.js';

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

/** Replaces the record that was read, in one step; leaves any other that has taken its place meanwhile. */
export async function replaceMetadataFile(
  catalog: CatalogPlace,
  { folder, file }: FiledRecord,
  { content, signal }: { content: string; signal: AbortSignal | undefined },
): Promise<void> {
  const target = path.join(folder, METADATA_FILE);
  const temporary = await newStagingPath(catalog);
  try {
    await writeNewFile(temporary, content, { flush: true });
    signal?.throwIfAborted();
    if (fingerprintOf(await lstat(target)) === file.fingerprint) await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Writes a value over another of the same length in the record that was read, without flushing it.
 * @returns whether the file is still the one that was read and could be written to
 */
export async function overwriteInMetadataFile(
  { folder, file }: FiledRecord,
  { offset, value }: NonNullable<EditedText['patch']>,
): Promise<boolean> {
  const handle = await open(path.join(folder, METADATA_FILE), constants.O_RDWR | WITHOUT_SURPRISE);
  try {
    const stats = await handle.stat();
    // Another name of the same file may be a backup.
    if (fingerprintOf(stats) !== file.fingerprint || stats.nlink !== 1) return false;
    await handle.write(value, offset);
    return true;
  } finally {
    await handle.close();
  }
}
