import type { IncomingMessage } from 'node:http';

const ALLOWED = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-expose-headers': 'retry-after',
  vary: 'origin',
  'cross-origin-resource-policy': 'cross-origin',
};
const PREFLIGHT_SECONDS = '600';

/** The headers that let a page of another origin read the answer; `undefined` when its origin is not configured. */
export function corsHeaders(
  { headers }: IncomingMessage,
  origins: ReadonlySet<string>,
): Readonly<Record<string, string>> | undefined {
  const { origin } = headers;
  if (origin === undefined || !origins.has(origin)) return undefined;
  const asked = headers['access-control-request-headers'];
  return {
    ...ALLOWED,
    'access-control-allow-origin': origin,
    ...(asked !== undefined && isHeaderList(asked) && { 'access-control-allow-headers': asked }),
    ...(asked !== undefined && { 'access-control-max-age': PREFLIGHT_SECONDS }),
  };
}

function isHeaderList(text: string): boolean {
  return (
    text.length <= 1_024 && /^[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:\s*,\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*$/.test(text)
  );
}
