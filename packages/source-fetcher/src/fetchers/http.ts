import { lstat } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { realPathInside } from '@rbee-internal/contained-path';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { keyOf } from '../cache/layout.js';
import { withLock } from '../cache/lock.js';
import { findByDigest, openObject, readIndexEntry, type VerifiedObject } from '../cache/store.js';
import { SourceFetchError } from '../errors.js';
import { downloadToCache } from '../http/download.js';
import { digestFile, mismatches, verifyDigests, wantedAlgorithms } from '../integrity/integrity.js';
import { requirePathInside } from '../source-name.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/**
 * A download into the cache, or what is there already: a file beside the recipe or in the cache folder itself
 * that has the source's name and every digest asked for, or the cache's own content with these digests. With
 * `SKIP` alone nothing proves a file, so the server is asked whether it still has what the cache holds.
 */
export async function fetchHttp(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const found = (await findPlaced(request, context)) ?? (await findOrDownload(request, context));
  return {
    type: 'file',
    path: found.path,
    sha256: found.digests.sha256,
    verified: verifyDigests(request, found.digests),
  };
}

async function findOrDownload(request: SourceRequest, context: FetchContext): Promise<VerifiedObject> {
  const cached = await findCached(request, context);
  if (cached !== undefined) return cached;
  if (context.offline) throw offlineError(request);
  const startedAt = Date.now();
  const { cache, signal } = context;
  return withLock({ cache, key: keyOf(request.source.url), signal }, async () => {
    const meanwhile = (await findCached(request, context)) ?? (await findNewer(startedAt, request, context));
    return meanwhile ?? downloadToCache(request, context);
  });
}

/** A file that was put there under the source's name; makepkg looks in the same places. */
async function findPlaced(
  request: SourceRequest,
  context: FetchContext,
): Promise<VerifiedObject | undefined> {
  const { checksums, source } = request;
  if (wantedAlgorithms(checksums).length === 0) return undefined;
  for (const folder of [context.startDir, context.cacheDir]) {
    const file = requirePathInside(folder, source.name);
    if (!(await isFileInside(folder, file))) continue;
    const digests = await digestFile(file, { checksums, signal: context.signal });
    if (mismatches(checksums, digests).length === 0) return { path: file, digests };
  }
  return undefined;
}

async function isFileInside(folder: string, file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isFile() && (await realPathInside(folder, file)) !== undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** What the cache proves to be the one asked for; offline, what it remembers of the address has to do. */
async function findCached(
  request: SourceRequest,
  context: FetchContext,
): Promise<VerifiedObject | undefined> {
  const init = findInit(request, context);
  const found = await findByDigest(context.cache, init);
  if (found !== undefined || (!context.offline && wantedAlgorithms(request.checksums).length === 0))
    return found;
  const entry = await readIndexEntry(request.source.url, context.cache);
  return entry && openObject(context.cache, entry.sha256, init);
}

/** What another call fetched while this one waited for it. */
async function findNewer(
  since: number,
  request: SourceRequest,
  context: FetchContext,
): Promise<VerifiedObject | undefined> {
  const entry = await readIndexEntry(request.source.url, context.cache);
  if (entry === undefined || entry.fetchedAt < since) return undefined;
  return openObject(context.cache, entry.sha256, findInit(request, context));
}

function findInit({ checksums }: SourceRequest, { signal, use }: FetchContext) {
  return { checksums, signal, claim: (file: string) => use.add(file) };
}

function offlineError({ source }: SourceRequest): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${showForeign(source.name)}' is not in the cache, and nothing may be asked for: '${redactUrl(source.url)}'.`,
    hint: 'Fetch it once with the network, or put the file beside the PKGBUILD.',
  });
}
