/**
 * Headers that concern one connection, and that a proxy does not pass on (RFC 9110, 7.6.1), in lower case. So do those
 * that a `connection` header names.
 */
export const HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
