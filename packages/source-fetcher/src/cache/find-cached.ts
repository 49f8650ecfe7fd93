import path from 'node:path';
import { mirrorPlaces } from '../git/mirror-place.js';
import { hasMirrorState } from '../git/mirror-state.js';
import { normalRemote } from '../git/remote.js';
import { wantedAlgorithms } from '../integrity/integrity.js';
import type { SourceRequest } from '../types.js';
import { type CacheLayout, keyOf } from './layout.js';
import { partialBytes } from './partial.js';
import { objectSize, readIndexEntry, sizeByDigest } from './store.js';

/** What a cache has of a source, as its names tell: content is read, and verified, when it is used. */
export type CachedSource =
  /** Content with the checksums asked for: nothing would be downloaded. */
  | { readonly state: 'whole'; readonly bytes: number }
  /** The beginning of the download, which is resumed if the server still has the rest of the same. */
  | { readonly state: 'part'; readonly bytes: number }
  /**
   * What the address gave earlier: a download that no checksum proves, of which the server is asked whether it still
   * has the same, or a repository, of which only what is new is asked for.
   */
  | { readonly state: 'earlier'; readonly bytes?: number }
  | { readonly state: 'nothing' };

export async function findCached(request: SourceRequest, layout: CacheLayout): Promise<CachedSource> {
  switch (request.source.protocol) {
    case 'http':
    case 'https':
    case 'ftp':
      return findDownload(request, layout);
    case 'git':
      return findMirror(request, layout);
    default:
      // Local files are beside the recipe, and the clones of other version control programs are not kept.
      return { state: 'nothing' };
  }
}

async function findDownload(
  { source, checksums }: SourceRequest,
  layout: CacheLayout,
): Promise<CachedSource> {
  const whole = await sizeByDigest(layout, checksums);
  if (whole !== undefined) return { state: 'whole', bytes: whole };
  if (wantedAlgorithms(checksums).length > 0) {
    const part = await partialBytes(keyOf(source.url), layout);
    return part > 0 ? { state: 'part', bytes: part } : { state: 'nothing' };
  }
  const entry = await readIndexEntry(source.url, layout);
  const earlier = entry && (await objectSize(layout, entry.sha256));
  return earlier === undefined ? { state: 'nothing' } : { state: 'earlier', bytes: earlier };
}

async function findMirror(request: SourceRequest, layout: CacheLayout): Promise<CachedSource> {
  const url = normalRemote(request.source.remote);
  for (const { key } of await mirrorPlaces(request, { cache: layout })) {
    if (await hasMirrorState(path.join(layout.mirrors, key), url)) return { state: 'earlier' };
  }
  return { state: 'nothing' };
}
