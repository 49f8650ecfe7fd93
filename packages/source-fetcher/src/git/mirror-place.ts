import path from 'node:path';
import { keyOf } from '../cache/layout.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import type { SourceRequest } from '../types.js';
import { parseGitTarget } from './git-target.js';
import { hasMirrorState } from './mirror-state.js';
import { isRefName } from './ref-name.js';
import { normalRemote } from './remote.js';

/** Where the objects of a remote are kept, and how many of them. */
export interface MirrorPlace {
  /** The name of its lock, and of its folder. */
  readonly key: string;
  /** The one tag, by its full name, or the commit that is kept without its history; all branches and tags without it. */
  readonly only?: string;
}

/** Where all branches and tags of a remote are kept. */
function fullMirror({ source }: Pick<SourceRequest, 'source'>): MirrorPlace {
  return { key: keyOf('git', normalRemote(source.remote)) };
}

/** Where what the request names is kept without its history, if that is enough. */
function shallowMirror(request: SourceRequest): MirrorPlace | undefined {
  const only = request.history === 'shallow' ? onlyWanted(request) : undefined;
  return only === undefined
    ? undefined
    : { key: keyOf('git-shallow', normalRemote(request.source.remote), only), only };
}

/** The places to look in, the best first: a shallow one helps only where the whole history is not there anyway. */
export async function mirrorPlaces(
  request: SourceRequest,
  { cache }: Pick<FetchContext, 'cache'>,
): Promise<readonly MirrorPlace[]> {
  const full = fullMirror(request);
  const shallow = shallowMirror(request);
  if (shallow === undefined) return [full];
  const isThere = await hasMirrorState(
    path.join(cache.mirrors, full.key),
    normalRemote(request.source.remote),
  );
  return isThere ? [full] : [shallow, full];
}

function onlyWanted({ source }: SourceRequest): string | undefined {
  const target = parseGitTarget(source);
  if (target.type === 'tag' && isRefName(target.value)) return `refs/tags/${target.value}`;
  return target.type === 'commit' && /^[0-9a-f]{40}$/.test(target.value) ? target.value : undefined;
}
