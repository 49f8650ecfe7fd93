/** For every answer: no sniffing, no framing, no referrer, nothing for other origins. */
const COMMON = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** For what is data: a browser that is led to show it runs nothing and loads nothing. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cache-control': 'no-store',
};

/** For the web page: its own files and its own daemon, and nothing else. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  // The page records speech for workers that take it, once its reader has allowed that.
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};
