import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheLayout } from './cache/layout.js';
import { createOwner, isOwnerAlive } from './cache/owner.js';
import { beginUse } from './cache/uses.js';
import { checkRequests } from './check-requests.js';
import { fetchAll } from './fetch-all.js';
import type { FetchContext } from './fetchers/fetcher.js';
import { asFileSystemError } from './file-system-error.js';
import { openNetwork } from './http/network.js';
import { type ResolvedOptions, resolveOptions } from './options.js';
import { placeSource } from './place/place-source.js';
import { removeSoon, removeTree } from './place/remove-tree.js';
import { rememberFailure } from './remember-failure.js';
import { verifySignatures } from './signatures/verify-sources.js';
import type { FetchedSource, FetchSourcesOptions, SourceRequest } from './types.js';

/**
 * Makes `$srcdir` ready to build: checks every request, fetches them (a few at once), verifies them, and
 * then places and unpacks them in the order given, as makepkg(8) leaves them. All that is
 * in `srcDir` then is the build's own: copies, which it may change.
 * @throws SourceFetchError with one of `SourceFetchErrorCode`; the signal's own reason when cancelled; what
 * `onEvent` threw
 * @example
 * const [fetched] = await fetchSources(
 *   [{ source: parseSource('https://example.org/a.tar.gz'), checksums: { sha256: '…' } }],
 *   { srcDir: '/srv/unpacked', signal },
 * );
 */
export async function fetchSources(
  requests: readonly SourceRequest[],
  options: FetchSourcesOptions,
): Promise<FetchedSource[]> {
  return withContext(requests, options, async (context) => {
    const contents = await fetchAll(requests, context);
    const signers = await verifySignatures(requests, contents, context);
    const placed: FetchedSource[] = [];
    for (const [index, request] of requests.entries()) {
      const content = contents[index];
      if (content)
        placed.push(await placeSource(request, { ...content, ...signedBy(signers, request) }, context));
    }
    return placed;
  });
}

/** Checks the requests, opens what a call works with, and closes it at the end. */
export async function withContext<T>(
  requests: readonly SourceRequest[],
  options: FetchSourcesOptions,
  use: (context: FetchContext) => Promise<T>,
): Promise<T> {
  const resolved = resolveOptions(options);
  resolved.signal.throwIfAborted();
  checkRequests(requests);
  const listener = rememberFailure(resolved.emit);
  try {
    return await withStaging(options, { ...resolved, emit: listener.emit }, use);
  } catch (error) {
    resolved.signal.throwIfAborted();
    if (listener.failure) throw listener.failure.thrown;
    throw asFileSystemError(error);
  }
}

function signedBy(signers: ReadonlyMap<string, string>, { source }: SourceRequest): { signedBy?: string } {
  const fingerprint = signers.get(source.name);
  return fingerprint === undefined ? {} : { signedBy: fingerprint };
}

async function withStaging<T>(
  given: FetchSourcesOptions,
  resolved: ResolvedOptions,
  use: (context: FetchContext) => Promise<T>,
): Promise<T> {
  const stagingDir = await makeStaging(resolved.srcDir);
  const options = { ...resolved, ...(await privateFolders(given, stagingDir)) };
  const cache = cacheLayout(options.cacheDir);
  const network = openNetwork(options);
  const held = await beginUse(cache);
  try {
    return await use({ ...options, stagingDir, network, cache, use: held });
  } finally {
    await (options.signal.aborted ? removeSoon(stagingDir) : removeTree(stagingDir));
    await held.end();
    await network.close();
  }
}

/** Empty ones in place of those that were not named. */
async function privateFolders(
  { startDir, cacheDir }: FetchSourcesOptions,
  stagingDir: string,
): Promise<Partial<Pick<ResolvedOptions, 'startDir' | 'cacheDir'>>> {
  const make = async (name: string) => {
    const folder = path.join(stagingDir, name);
    await mkdir(folder, { mode: 0o700 });
    return folder;
  };
  return {
    ...(startDir === undefined && { startDir: await make('start') }),
    ...(cacheDir === undefined && { cacheDir: await make('cache') }),
  };
}

const STAGING_PREFIX = '.fetching-';

/** A private folder; those of processes that were killed go. */
async function makeStaging(srcDir: string): Promise<string> {
  for (const name of await readdir(srcDir)) {
    if (!name.startsWith(STAGING_PREFIX) || (await isOwnerAlive(name.slice(STAGING_PREFIX.length)))) continue;
    await removeTree(path.join(srcDir, name));
  }
  const folder = path.join(srcDir, STAGING_PREFIX + (await createOwner()));
  await mkdir(folder, { mode: 0o700 });
  return folder;
}
