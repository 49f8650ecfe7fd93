import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { formatDocument } from './document.js';
import { RepositoryError } from './errors.js';
import type { AnyDocument, SignedDocument } from './types.js';

/** Where metadata is: `metadata` has what is complete and served, `pending` what waits for more signatures. */
export type MetadataPlace = 'metadata' | 'pending';

const MAX_BYTES = 8 * 1024 * 1024;

/** What is looked at before it counts as metadata; the library looks at the rest. */
const Document = z.looseObject({
  signed: z.looseObject({ _type: z.string(), version: z.int().positive(), expires: z.string() }),
  signatures: z.array(z.looseObject({ keyid: z.string(), sig: z.string() })),
});

/** The newest metadata of a role; `undefined` when there is none. @throws RepositoryError `METADATA_INVALID` */
export async function readLatest<Signed extends AnyDocument>(
  folder: string,
  role: string,
  place: MetadataPlace = 'metadata',
): Promise<SignedDocument<Signed> | undefined> {
  const version = Math.max(0, ...(await versionsOf(path.join(folder, place), role)));
  if (version === 0) return undefined;
  return readDocument<Signed>(path.join(folder, place, `${version}.${role}.json`));
}

/** @throws RepositoryError `METADATA_INVALID`; the system's errors */
export async function readDocument<Signed extends AnyDocument>(
  file: string,
): Promise<SignedDocument<Signed>> {
  const bytes = await readRegularFile(file, { maxBytes: MAX_BYTES });
  try {
    const value = JSON.parse(bytes.toString('utf8'));
    // Not what it returns: its members come in another order, and the file's bytes are what counts.
    Document.parse(value);
    return value;
  } catch (cause) {
    throw new RepositoryError({
      code: 'METADATA_INVALID',
      message: `${file} is not signed metadata.`,
      hint: 'Restore it from where the repository is published.',
      cause,
    });
  }
}

/** Writes metadata, whole or not at all. What became complete no longer waits. */
export async function writeDocument(
  folder: string,
  name: string,
  { document, place }: { readonly document: SignedDocument<AnyDocument>; readonly place: MetadataPlace },
): Promise<Buffer> {
  const bytes = formatDocument(document);
  await replaceFile(path.join(folder, place, name), bytes, { mode: 0o644 });
  if (place === 'metadata') await rm(path.join(folder, 'pending', name), { force: true });
  return bytes;
}

async function versionsOf(folder: string, role: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  return names.flatMap((name) => {
    const [, version, of] = /^(\d{1,9})\.(.+)\.json$/.exec(name) ?? [];
    return of === role ? [Number(version)] : [];
  });
}
