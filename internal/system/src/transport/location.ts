/**
 * Bytes of a `Location` that no URL may have, percent-encoded one by one as curl(1) does: their character set is not told.
 * So is a backslash, which the URL standard would take for a slash.
 * The header is given as `fetch` does, a character for each byte.
 */
export function encodeLocation(location: string): string {
  return location.replace(
    /[\\\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
