import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isFromSystem } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';

/** A registry's document as it was last answered. */
export interface CachedDocument {
  readonly body: Uint8Array;
  readonly etag?: string | undefined;
  /** When it was last known to be what the registry serves; RFC 3339. */
  readonly fetchedAt: string;
}

/**
 * The last good answer of each document, kept in one file each. A damaged file counts as absent, and so does one that
 * the system refuses: the registry is there without copies too, on a full disk as on one that is read-only.
 */
export interface DocumentCache {
  read(url: string): Promise<CachedDocument | undefined>;
  write(url: string, document: CachedDocument): Promise<void>;
  remove(url: string): Promise<void>;
}

/** The largest document is a recipe's file, which is kept in base64 beside some words. */
const MAX_STORED_BYTES = 128 * 1024 * 1024;

/** Keeps documents in `folder`, which is made when the first one is written. */
export function createDocumentCache(folder: string): DocumentCache {
  const fileOf = (url: string) => path.join(folder, `${sha256(url)}.json`);
  return {
    read: (url) => readDocument(fileOf(url), url),
    write: (url, document) => unlessRefused(writeDocument(fileOf(url), url, document)),
    remove: (url) => unlessRefused(rm(fileOf(url), { force: true })),
  };
}

const StoredDocument = z.object({
  url: z.string(),
  etag: z.string().optional(),
  fetchedAt: z.iso.datetime(),
  digest: z.string(),
  body: z.base64(),
});

async function readDocument(file: string, url: string): Promise<CachedDocument | undefined> {
  const stored = StoredDocument.safeParse(await readJson(file));
  if (!stored.success || stored.data.url !== url) return undefined;
  const body = Buffer.from(stored.data.body, 'base64');
  if (sha256(body) !== stored.data.digest) return undefined;
  return { body, etag: stored.data.etag, fetchedAt: stored.data.fetchedAt };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readRegularFile(file, { maxBytes: MAX_STORED_BYTES })).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof IrregularFileError || isFromSystem(error))
      return undefined;
    throw error;
  }
}

async function unlessRefused(work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    if (!isFromSystem(error)) throw error;
  });
}

async function writeDocument(
  file: string,
  url: string,
  { body, etag, fetchedAt }: CachedDocument,
): Promise<void> {
  const stored = { url, etag, fetchedAt, digest: sha256(body), body: Buffer.from(body).toString('base64') };
  await replaceFile(file, JSON.stringify(stored));
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
