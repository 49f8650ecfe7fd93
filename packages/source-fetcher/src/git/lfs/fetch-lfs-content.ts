import type { Stats } from 'node:fs';
import { chmod, lstat, readFile, rename, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Source } from '@rbee/pkgbuild-parser';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { mapAtOnce } from '@rbee-internal/system/time';
import { isSourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { withRetry } from '../../http/retry.js';
import { copyPrivately } from '../../place/copy-file.js';
import { freshPath } from '../../place/place-file.js';
import { refreshIndex } from '../backends/refresh-index.js';
import { askLfsServer, LFS_BATCH_SIZE, type LfsPlace } from './ask-lfs-server.js';
import { inTree, type LfsPointer } from './find-lfs-pointers.js';
import { lfsEndpoints } from './lfs-endpoint.js';
import { cachedLfsObject, downloadLfsObject } from './lfs-object.js';

/** What became of the pointers of a work tree. */
export interface LfsContent {
  readonly fetched: readonly LfsPointer[];
  /** Those that still are pointers. */
  readonly left: readonly LfsPointer[];
  /** Why the first of them is left; empty when none is. */
  readonly reason: string;
}

export interface LfsInit {
  readonly source: Source;
  /** The work tree. */
  readonly folder: string;
  readonly context: FetchContext;
}

/** Where one pointer's content is, or why it stays a pointer. */
type Found = { readonly object: string } | { readonly refusal: string };

/**
 * Puts the content in place of pointers, from the cache or the repository's Git LFS server, and lets git's index know.
 * Every object has the digest and size that its pointer says. What no server has stays a pointer.
 *
 * @throws SourceFetchError `CHECKSUM_MISMATCH`; the signal's reason
 */
export async function fetchLfsContent(pointers: readonly LfsPointer[], init: LfsInit): Promise<LfsContent> {
  const { unpackedBytes } = init.context.limits;
  if (pointers.reduce((sum, { bytes }) => sum + bytes, 0) > unpackedBytes) {
    const reason = `together they are larger than ${unpackedBytes} bytes (limits.unpackedBytes)`;
    return { fetched: [], left: pointers, reason };
  }
  const placed = new Map<LfsPointer, Stats>();
  const refusals = new Map<LfsPointer, string>();
  for (let at = 0; at < pointers.length; at += LFS_BATCH_SIZE) {
    const batch = pointers.slice(at, at + LFS_BATCH_SIZE);
    for (const [pointer, found] of await findContent(batch, init)) {
      if ('refusal' in found) refusals.set(pointer, found.refusal);
      else placed.set(pointer, await placeContent(found.object, pointer, init));
    }
  }
  const stats = new Map([...placed].map(([pointer, found]) => [pointer.path, found]));
  await refreshIndex(path.join(init.folder, '.git', 'index'), stats);
  return {
    fetched: [...placed.keys()],
    left: [...refusals.keys()],
    reason: [...refusals.values()][0] ?? '',
  };
}

/** The content of a batch: what is not in the cache, the server is asked for in one request. */
async function findContent(
  batch: readonly LfsPointer[],
  init: LfsInit,
): Promise<ReadonlyMap<LfsPointer, Found>> {
  const { context } = init;
  const atOnce = { concurrency: context.concurrency.perHost, signal: context.signal };
  const cached = await mapAtOnce(batch, atOnce, (pointer, signal) =>
    cachedLfsObject(pointer, { ...context, signal }),
  );
  const missing = batch.filter((_pointer, index) => cached[index] === undefined);
  const places = missing.length === 0 ? new Map<string, LfsPlace>() : await placesOf(missing, init);
  const found = await mapAtOnce(batch, atOnce, async (pointer, signal): Promise<[LfsPointer, Found]> => {
    const object = cached[batch.indexOf(pointer)];
    if (object !== undefined) return [pointer, { object }];
    return [pointer, await fetchContent(pointer, places, { ...init, context: { ...context, signal } })];
  });
  return new Map(found);
}

async function fetchContent(
  pointer: LfsPointer,
  places: ReadonlyMap<string, LfsPlace>,
  { context, source }: LfsInit,
): Promise<Found> {
  const place = places.get(pointer.oid) ?? { refusal: 'the Git LFS server says nothing of it' };
  if ('refusal' in place) return place;
  try {
    return { object: await downloadLfsObject(pointer, place, { context, name: source.name }) };
  } catch (error) {
    context.signal.throwIfAborted();
    return { refusal: refusalOf(error) };
  }
}

/** Bytes that are not what the pointer says are an error of the source; all else is a server that does not have them. */
function refusalOf(error: unknown): string {
  if (!isSourceFetchError(error) || error.code === 'CHECKSUM_MISMATCH') throw error;
  return messageOf(error).replace(/\.$/, '');
}

/** Asks the repository's servers, one after the other, each as often as the options say. */
async function placesOf(
  batch: readonly LfsPointer[],
  { source, folder, context }: LfsInit,
): Promise<ReadonlyMap<string, LfsPlace>> {
  const refuse = (refusal: string) => new Map(batch.map(({ oid }) => [oid, { refusal }]));
  if (context.offline) return refuse('nothing may be asked for');
  const addresses = context.network.addresses(source.remote, 'repository');
  let refusal = 'the repository has no Git LFS server that is asked over http';
  for (const endpoint of lfsEndpoints(addresses, await readConfig(folder))) {
    try {
      return await askPatiently(source, context, () => askLfsServer(endpoint, batch, context));
    } catch (error) {
      context.signal.throwIfAborted();
      refusal = refusalOf(error);
    }
  }
  return refuse(refusal);
}

function askPatiently<T>(source: Source, context: FetchContext, ask: () => Promise<T>): Promise<T> {
  const { retry, clock, signal } = context;
  const onRetry = (facts: { attempt: number; milliseconds: number; reason: string }) =>
    context.emit({ type: 'source-retry', name: source.name, ...facts });
  return withRetry({ retry, clock, signal, onRetry }, ask);
}

const MAX_CONFIG_BYTES = 64 * 1024;

async function readConfig(folder: string): Promise<string | undefined> {
  const file = path.join(folder, '.lfsconfig');
  try {
    const found = await lstat(file);
    return found.isFile() && found.size <= MAX_CONFIG_BYTES ? await readFile(file, 'utf8') : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** So much older than the index is a file that git believes the index without reading the file. */
const SETTLED_MILLISECONDS = 10_000;

/** The content has the pointer's permissions. */
async function placeContent(
  object: string,
  pointer: LfsPointer,
  { folder, context }: LfsInit,
): Promise<Stats> {
  const target = inTree(Buffer.from(folder), pointer.path);
  const { mode } = await lstat(target);
  const copy = freshPath(context);
  await copyPrivately(object, copy, context.signal);
  await chmod(copy, mode & 0o777);
  const settled = new Date(Date.now() - SETTLED_MILLISECONDS);
  await utimes(copy, settled, settled);
  await rename(copy, target);
  return lstat(target);
}
