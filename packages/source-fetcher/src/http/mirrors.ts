import type { Mirror } from '../types.js';

/**
 * The URLs to ask for instead of this one, best first: what the longest matching prefix says, or the URL itself
 * where none matches. A prefix ends at a path's border, so that `https://h/a` is not `https://h/ab`.
 */
export function mirroredUrls(url: string, mirrors: readonly Mirror[]): readonly string[] {
  const matching = mirrors
    .filter(({ prefix }) => hasPrefix(url, prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (matching === undefined) return [url];
  return matching.replacements.map((replacement) => replacement + url.slice(matching.prefix.length));
}

function hasPrefix(url: string, prefix: string): boolean {
  if (prefix === '' || !url.startsWith(prefix)) return false;
  return url.length === prefix.length || prefix.endsWith('/') || '/?#'.includes(url.charAt(prefix.length));
}
