/** As in draft-ietf-httpapi-ratelimit-headers: `"default";r=0;t=55`. */
const USED_UP_LIMIT = /;\s*r=0\s*;(?:[^,]*;)?\s*t=(\d{1,6})(?![\d.])/;

/** How many milliseconds a server wants us to wait: by `Retry-After`, else by a limit in `RateLimit` that is used up. */
export function askedPause(headers: Headers, now: number): number | undefined {
  const after = retryAfterMilliseconds(headers.get('retry-after'), now);
  if (after !== undefined) return after;
  const seconds = USED_UP_LIMIT.exec(headers.get('ratelimit') ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** The wait that a `Retry-After` header asks for, RFC 9110 10.2.3; unknown when it is absent or malformed. */
function retryAfterMilliseconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
