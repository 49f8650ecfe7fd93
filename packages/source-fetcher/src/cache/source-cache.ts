import { lstat, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { checkRequests } from '../check-requests.js';
import { digestFile } from '../integrity/integrity.js';
import type { SourceRequest } from '../types.js';
import { type CachedSource, findCached } from './find-cached.js';
import { type CacheLayout, cacheLayout, isSha256 } from './layout.js';
import { isLocked, type LockKey } from './lock.js';
import { checkMirror } from './mirror-check.js';
import { namesIn } from './names-in.js';
import { isOwnerAlive } from './owner.js';
import { partialOwner } from './partial.js';
import { objectsInUse } from './uses.js';

/** A cache folder of `fetchSources`, looked after. */
export interface SourceCache {
  /**
   * What there is of each source. Nothing is read, asked for or changed.
   * @throws SourceFetchError for requests that `fetchSources` would refuse before it asks for anything
   */
  find(
    requests: readonly SourceRequest[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<CachedSource[]>;
  /** Reads everything and removes what changed on disk. Answers what was removed. */
  verify(options?: { readonly signal?: AbortSignal | undefined }): Promise<CacheVerification>;
  /** Removes what was not used for long or is too much, the longest unused first; never what is in use. */
  prune(options: PruneOptions): Promise<CachePruning>;
  usage(options?: { readonly signal?: AbortSignal | undefined }): Promise<CacheUsage>;
}

/** What `verify` found. */
export interface CacheVerification {
  /** Files and repositories that were read. */
  readonly checked: number;
  /** Paths of those that were damaged, and were removed. */
  readonly removed: readonly string[];
}

/** What to keep. Without a bound nothing but leftovers of killed processes goes. */
export interface PruneOptions {
  /** Remove what was not used for so many milliseconds. @default nothing goes for its age */
  readonly maxAgeMilliseconds?: number | undefined;
  /** Then remove until no more bytes than this are left. @default no bound */
  readonly maxBytes?: number | undefined;
  /** Only answer what would be removed. @default false */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `prune` did. */
export interface CachePruning {
  readonly removed: readonly string[];
  readonly freedBytes: number;
  /** Bytes that are still there. */
  readonly keptBytes: number;
}

/** What a cache takes on disk, in bytes. */
export interface CacheUsage {
  readonly downloads: { readonly count: number; readonly bytes: number };
  readonly repositories: { readonly count: number; readonly bytes: number };
  /** Downloads that are not finished. */
  readonly partials: { readonly count: number; readonly bytes: number };
}

/**
 * The cache in a folder; one that does not exist yet is empty.
 * @example
 * const cache = openSourceCache('/home/user/.cache/rbee/sources');
 * await cache.prune({ maxBytes: 10 * 1024 ** 3 });
 */
export function openSourceCache(cacheDir: string): SourceCache {
  const layout = cacheLayout(path.resolve(cacheDir));
  return {
    find: (requests, { signal } = {}) => find(requests, { layout, signal }),
    verify: ({ signal = new AbortController().signal } = {}) => verify(layout, signal),
    prune: (options) => prune(layout, options),
    usage: async ({ signal = new AbortController().signal } = {}) => usageOf(await listItems(layout, signal)),
  };
}

interface FindInit {
  readonly layout: CacheLayout;
  readonly signal: AbortSignal | undefined;
}

async function find(
  requests: readonly SourceRequest[],
  { layout, signal }: FindInit,
): Promise<CachedSource[]> {
  checkRequests(requests);
  const found: CachedSource[] = [];
  for (const request of requests) {
    signal?.throwIfAborted();
    found.push(await findCached(request, layout));
  }
  return found;
}

interface Item {
  readonly type: 'download' | 'repository' | 'partial';
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** Whatever was touched so shortly ago is being used by a call that has not said so yet. */
const GRACE_MILLISECONDS = 60_000;

async function verify(layout: CacheLayout, signal: AbortSignal): Promise<CacheVerification> {
  const removed: string[] = [];
  const items = (await listItems(layout, signal)).filter(({ type }) => type !== 'partial');
  for (const item of items) {
    signal.throwIfAborted();
    if (await isIntact(item, signal)) continue;
    if (item.type === 'repository' && (await isLocked(mirrorLock(layout, item.path)))) continue;
    await rm(item.path, { recursive: true, force: true });
    removed.push(item.path);
  }
  return { checked: items.length, removed };
}

async function isIntact({ type, path: file }: Item, signal: AbortSignal): Promise<boolean> {
  if (type === 'repository') return checkMirror(file, signal);
  const name = path.basename(file);
  if (!isSha256(name)) return false;
  try {
    return (await digestFile(file, { checksums: {}, signal })).sha256 === name;
  } catch (error) {
    // Another process removed it; what is gone is not damaged.
    if (isSystemError(error, 'ENOENT')) return true;
    throw error;
  }
}

async function prune(layout: CacheLayout, options: PruneOptions): Promise<CachePruning> {
  const { maxAgeMilliseconds = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = options;
  const signal = options.signal ?? new AbortController().signal;
  const inUse = await objectsInUse(layout);
  const items = (await listItems(layout, signal)).sort((a, b) => a.usedAt - b.usedAt);
  const removed: string[] = [];
  let keptBytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
  let freedBytes = 0;
  for (const item of items) {
    signal.throwIfAborted();
    const isTooOld = Date.now() - item.usedAt > maxAgeMilliseconds;
    const isLeftover = item.type === 'partial' && (await isAbandoned(item));
    if (!isTooOld && !isLeftover && keptBytes <= maxBytes) continue;
    if (await isNeeded(item, { layout, inUse })) continue;
    if (options.dryRun !== true) await rm(item.path, { recursive: true, force: true });
    removed.push(item.path);
    freedBytes += item.bytes;
    keptBytes -= item.bytes;
  }
  return { removed, freedBytes, keptBytes };
}

interface NeedInit {
  readonly layout: CacheLayout;
  readonly inUse: ReadonlySet<string>;
}

async function isNeeded(item: Item, { layout, inUse }: NeedInit): Promise<boolean> {
  switch (item.type) {
    case 'download':
      return inUse.has(item.path) || (await wasJustUsed(item.path));
    case 'repository':
      return isLocked(mirrorLock(layout, item.path));
    case 'partial': {
      const owner = partialOwner(path.basename(item.path));
      return owner !== undefined && isOwnerAlive(owner);
    }
    default:
      return item.type satisfies never;
  }
}

async function wasJustUsed(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs < GRACE_MILLISECONDS;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function isAbandoned({ path: folder, bytes }: Item): Promise<boolean> {
  const owner = partialOwner(path.basename(folder));
  return owner !== undefined && bytes === 0 && !(await isOwnerAlive(owner));
}

function mirrorLock(cache: CacheLayout, mirror: string): LockKey {
  return { cache, key: path.basename(mirror) };
}

function usageOf(items: readonly Item[]): CacheUsage {
  const of = (wanted: Item['type']) => {
    const matching = items.filter(({ type }) => type === wanted);
    return { count: matching.length, bytes: matching.reduce((sum, { bytes }) => sum + bytes, 0) };
  };
  return { downloads: of('download'), repositories: of('repository'), partials: of('partial') };
}

async function listItems({ objects, mirrors, partials }: CacheLayout, signal: AbortSignal): Promise<Item[]> {
  const measured = (type: Item['type'], ...names: string[]) => measure(type, path.join(...names), signal);
  const items: Item[] = [];
  for (const prefix of await namesIn(objects))
    for (const name of await namesIn(path.join(objects, prefix)))
      items.push(await measured('download', objects, prefix, name));
  for (const name of await namesIn(mirrors)) items.push(await measured('repository', mirrors, name));
  for (const name of await namesIn(partials)) items.push(await measured('partial', partials, name));
  signal.throwIfAborted();
  return items;
}

async function measure(type: Item['type'], item: string, signal: AbortSignal): Promise<Item> {
  let bytes = 0;
  let usedAt = 0;
  const pending = [item];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    signal.throwIfAborted();
    const stats = await lstatIfThere(next);
    if (stats === undefined) continue;
    usedAt = Math.max(usedAt, stats.mtimeMs);
    if (!stats.isDirectory()) bytes += stats.size;
    else for (const name of await namesIn(next)) pending.push(path.join(next, name));
  }
  return { type, path: item, bytes, usedAt };
}

async function lstatIfThere(file: string) {
  try {
    return await lstat(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
