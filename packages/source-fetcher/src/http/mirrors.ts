import type { Mirror } from '../types.js';

/** What is asked for: a file, or a repository of git. */
export type Asked = 'file' | 'repository';

/**
 * The URLs to ask for instead of this one, best first: what the longest matching prefix says, or the URL itself
 * where none matches.
 */
export function mirroredUrls(
  url: string,
  mirrors: readonly Mirror[],
  asked: Asked = 'file',
): readonly string[] {
  const matching = mirrors
    .filter((mirror) => isFor(asked, mirror) && hasPrefix(url, mirror))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (matching === undefined) return [url];
  return matching.replacements.map((replacement) => replacement + url.slice(matching.prefix.length));
}

function isFor(asked: Asked, mirror: Mirror): boolean {
  return mirror.for === undefined || asked === 'repository';
}

/**
 * A prefix ends at a path's border, so that `https://h/a` is not `https://h/ab`; one for git alone ends anywhere, as
 * git's `insteadOf` does.
 */
function hasPrefix(url: string, { prefix, for: only }: Mirror): boolean {
  if (prefix === '' || !url.startsWith(prefix)) return false;
  if (only === 'git') return true;
  return url.length === prefix.length || prefix.endsWith('/') || '/?#'.includes(url.charAt(prefix.length));
}
