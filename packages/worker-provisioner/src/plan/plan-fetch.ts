import type { RecipePlan } from '@rbee/aur-arch';
import { type CachedSource, isSourceFetchError, openSourceCache } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';

/** One source that an installation would fetch. */
export interface PlannedFetch {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  /** Whether its bytes are checked. */
  readonly verified: 'checksum' | 'skipped';
  /** It may be other bytes the next time: a branch, or a download that nothing is checked of. */
  readonly mayMove?: true;
  /** What of it is in the cache already. */
  readonly cached: CachedSource;
}

type Requests = RecipePlan['sources'];

const NOTHING: CachedSource = { state: 'nothing' };

/** The sources of a recipe, and why the first of them would be refused, should one be. */
export interface PlannedFetches {
  readonly sources: readonly PlannedFetch[];
  readonly refusal?: { readonly code: string; readonly message: string; readonly hint?: string | undefined };
}

/** Says what would be fetched, and what of it is there. Nothing is asked for or changed. */
export async function planFetches(
  requests: Requests,
  { sourceCacheDir, signal }: { readonly sourceCacheDir: string; readonly signal?: AbortSignal | undefined },
): Promise<PlannedFetches> {
  try {
    const cached = await openSourceCache(sourceCacheDir).find(requests, { signal });
    return { sources: requests.map((request, index) => planFetch(request, cached[index])) };
  } catch (error) {
    if (!isSourceFetchError(error)) throw error;
    return { sources: requests.map((request) => planFetch(request)), refusal: error };
  }
}

function planFetch({ source, checksums }: Requests[number], cached: CachedSource = NOTHING): PlannedFetch {
  const isSkipped = Object.values(checksums).every((sum) => sum === 'SKIP');
  // PKGBUILD(5): what names one state of a repository. A tag that is moved is told of when it is fetched.
  const isPinned = /^(?:commit|revision|tag)=/.test(source.fragment ?? '');
  const mayMove = isSkipped && !isPinned && source.protocol !== 'local';
  return {
    name: source.name,
    url: redactUrl(source.url),
    verified: isSkipped ? 'skipped' : 'checksum',
    ...(mayMove && { mayMove }),
    cached,
  };
}
