import type { Validator } from '../cache/partial.js';

/** A last-modified date proves something when it is this much older than the answer, RFC 9110 8.8.2.2. */
const SETTLED_MILLISECONDS = 60_000;

/** What an answer can be resumed by: a strong etag, or a date that was settled when it was given. */
export function validatorOf(headers: Headers): Validator | undefined {
  const etag = headers.get('etag');
  if (etag !== null && /^"[^"]*"$/.test(etag)) return { header: 'etag', value: etag };
  const modified = headers.get('last-modified');
  const date = headers.get('date');
  if (modified === null || date === null) return undefined;
  const isSettled = Date.parse(date) - Date.parse(modified) >= SETTLED_MILLISECONDS;
  return isSettled ? { header: 'last-modified', value: modified } : undefined;
}

/** Where a partial answer lies in the whole, RFC 9110 14.4. */
export function contentRangeOf(
  headers: Headers,
): { readonly first: number; readonly total: number | undefined } | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '');
  if (match === null) return undefined;
  return { first: Number(match[1]), total: match[3] === '*' ? undefined : Number(match[3]) };
}
