import type { Source } from '@rbee/pkgbuild-parser';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { isRefName } from './ref-name.js';
import { parseRevision } from './revision.js';

/** What of a repository is wanted. */
export type GitTarget =
  | { readonly type: 'default' }
  | { readonly type: 'branch' | 'tag' | 'commit'; readonly value: string };

/**
 * Reads a git source's fragment. As makepkg does, it takes the key before the first `=` and the value after
 * the last one.
 * @throws SourceFetchError `INVALID_SOURCE`
 */
export function parseGitTarget({ name, fragment }: Source): GitTarget {
  if (fragment === undefined) return { type: 'default' };
  const key = fragment.split('=', 1)[0];
  const value = fragment.includes('=') ? fragment.slice(fragment.lastIndexOf('=') + 1) : '';
  if (key === 'commit' && /^[0-9a-f]{40}$/i.test(value))
    return { type: 'commit', value: value.toLowerCase() };
  if (key === 'branch' && isRefName(value)) return { type: key, value };
  // As git-checkout(1) does, makepkg takes any revision for both.
  if ((key === 'commit' || key === 'tag') && parseRevision(value) !== undefined) return { type: key, value };
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The git source '${showForeign(name)}' has the fragment '${showForeign(fragment)}', but branch=, tag= or commit= with a value was expected.`,
  });
}
