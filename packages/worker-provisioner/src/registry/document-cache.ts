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

/** The largest document is a recipe's file; the line before it is short. */
const MAX_STORED_BYTES = 65 * 1024 * 1024;
const LINE_END = 0x0a;

/** Keeps documents in `folder`, which is made when the first one is written. */
export function createDocumentCache(folder: string): DocumentCache {
  const fileOf = (url: string) => path.join(folder, sha256(url));
  return {
    read: (url) => readDocument(fileOf(url), url),
    write: (url, document) => unlessRefused(writeDocument(fileOf(url), url, document)),
    remove: (url) => unlessRefused(rm(fileOf(url), { force: true })),
  };
}

/** The first line of a document's file; its bytes follow. */
const Header = z.object({
  url: z.string(),
  etag: z.string().optional(),
  fetchedAt: z.iso.datetime(),
  digest: z.string(),
});

async function readDocument(file: string, url: string): Promise<CachedDocument | undefined> {
  const stored = await readStored(file);
  const end = stored?.indexOf(LINE_END) ?? -1;
  if (stored === undefined || end === -1) return undefined;
  const header = Header.safeParse(parseJson(stored.toString('utf8', 0, end)));
  const body = stored.subarray(end + 1);
  if (!header.success || header.data.url !== url || sha256(body) !== header.data.digest) return undefined;
  return { body, etag: header.data.etag, fetchedAt: header.data.fetchedAt };
}

async function readStored(file: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(file, { maxBytes: MAX_STORED_BYTES });
  } catch (error) {
    if (error instanceof IrregularFileError || isFromSystem(error)) return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
  const header = JSON.stringify({ url, etag, fetchedAt, digest: sha256(body) });
  // It can be fetched again, and damage is seen by its digest: it need not survive a loss of power.
  await replaceFile(file, Buffer.concat([Buffer.from(`${header}\n`), body]), { durable: false });
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
