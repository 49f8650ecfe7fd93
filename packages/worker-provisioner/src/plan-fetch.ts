import type { RecipePlan } from '@rbee/aur-arch';
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
}

export function planFetch({ source, checksums }: RecipePlan['sources'][number]): PlannedFetch {
  const isSkipped = Object.values(checksums).every((sum) => sum === 'SKIP');
  // PKGBUILD(5): what names one state of a repository. A tag that is moved is told of when it is fetched.
  const isPinned = /^(?:commit|revision|tag)=/.test(source.fragment ?? '');
  const mayMove = isSkipped && !isPinned && source.protocol !== 'local';
  return {
    name: source.name,
    url: redactUrl(source.url),
    verified: isSkipped ? 'skipped' : 'checksum',
    ...(mayMove && { mayMove }),
  };
}
