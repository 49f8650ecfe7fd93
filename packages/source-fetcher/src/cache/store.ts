import { mkdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { ChecksumAlgorithm } from '@rbee/pkgbuild-parser';
import { isSystemError } from '@rbee-internal/coded-error';
import { renameDurably, replaceFile } from '@rbee-internal/system/files';
import { type Digests, digestFile, mismatches, wantedAlgorithms } from '../integrity/integrity.js';
import type { Checksums } from '../types.js';
import { type CacheLayout, isSha256, keyOf, objectPath } from './layout.js';

/** What an address answered with last. */
export interface IndexEntry {
  readonly sha256: string;
  /** A validator that a server may be asked with whether it still has the same. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
}

/** A cached file whose bytes were read and found to be what its name and the checksums say. */
export interface VerifiedObject {
  readonly path: string;
  readonly digests: Digests;
}

interface FindInit {
  readonly checksums: Checksums;
  readonly signal: AbortSignal;
  /** Called with the path before it is looked at, to keep it from being pruned. */
  readonly claim: (file: string) => Promise<void>;
}

/** The cached content that has every digest asked for; at least one must be asked for. */
export async function findByDigest(layout: CacheLayout, init: FindInit): Promise<VerifiedObject | undefined> {
  for await (const sha256 of namesOf(init.checksums, layout)) {
    const found = await openObject(layout, sha256, init);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How many bytes the cache has under the digests asked for. They are not read. */
export async function sizeByDigest(layout: CacheLayout, checksums: Checksums): Promise<number | undefined> {
  for await (const sha256 of namesOf(checksums, layout)) {
    const size = await objectSize(layout, sha256);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** The bytes of the cached content of this digest, which are not read. */
export async function objectSize(layout: CacheLayout, sha256: string): Promise<number | undefined> {
  return sizeOfFile(objectPath(layout, sha256));
}

/** The names that content with these digests may have in the cache. */
async function* namesOf(checksums: Checksums, layout: CacheLayout): AsyncGenerator<string, void> {
  for (const algorithm of wantedAlgorithms(checksums)) {
    const value = checksums[algorithm]?.toLowerCase() ?? '';
    const sha256 = algorithm === 'sha256' ? value : await readAlias(layout, algorithm, value);
    if (sha256 !== undefined && isSha256(sha256)) yield sha256;
  }
}

/** The cached content of this digest, read again. Content that changed in the cache is removed. */
export async function openObject(
  layout: CacheLayout,
  sha256: string,
  { checksums, signal, claim }: FindInit,
): Promise<VerifiedObject | undefined> {
  const file = objectPath(layout, sha256);
  if ((await sizeOfFile(file)) === undefined) return undefined;
  await claim(file);
  if (!(await touch(file))) return undefined;
  const digests = await digestFile(file, { checksums, signal });
  if (digests.sha256 !== sha256) {
    await rm(file, { force: true });
    return undefined;
  }
  return mismatches(checksums, digests).length > 0 ? undefined : { path: file, digests };
}

/** Gives a finished, verified file its final name. The same content under that name already is the same. */
export async function addObject(finished: string, digests: Digests, layout: CacheLayout): Promise<string> {
  const target = objectPath(layout, digests.sha256);
  await mkdir(path.dirname(target), { recursive: true });
  await renameDurably(finished, target);
  for (const [algorithm, value] of Object.entries(digests)) {
    if (algorithm === 'sha256') continue;
    const alias = aliasPath(layout, algorithm as ChecksumAlgorithm, value);
    await replaceFile(alias, digests.sha256, { temporaryFolder: layout.temporary });
  }
  return target;
}

export async function writeIndexEntry(url: string, entry: IndexEntry, layout: CacheLayout): Promise<void> {
  const { temporary: temporaryFolder } = layout;
  await replaceFile(indexPath(layout, url), JSON.stringify(entry), { temporaryFolder });
}

export async function readIndexEntry(url: string, layout: CacheLayout): Promise<IndexEntry | undefined> {
  const text = await readText(indexPath(layout, url));
  if (text === undefined) return undefined;
  try {
    const parsed = JSON.parse(text) as Partial<Record<keyof IndexEntry, unknown>> | null;
    if (typeof parsed?.sha256 !== 'string' || !isSha256(parsed.sha256)) return undefined;
    return {
      sha256: parsed.sha256,
      etag: typeof parsed.etag === 'string' ? parsed.etag : undefined,
      lastModified: typeof parsed.lastModified === 'string' ? parsed.lastModified : undefined,
      fetchedAt: typeof parsed.fetchedAt === 'number' ? parsed.fetchedAt : 0,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readAlias(
  layout: CacheLayout,
  algorithm: ChecksumAlgorithm,
  value: string,
): Promise<string | undefined> {
  const text = await readText(aliasPath(layout, algorithm, value));
  return text !== undefined && isSha256(text) ? text : undefined;
}

function aliasPath({ aliases }: CacheLayout, algorithm: ChecksumAlgorithm, value: string): string {
  return path.join(aliases, keyOf(algorithm, value));
}

function indexPath({ index }: CacheLayout, url: string): string {
  return path.join(index, `${keyOf(url)}.json`);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A file's time of change is when it was last used. */
async function touch(file: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function sizeOfFile(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
