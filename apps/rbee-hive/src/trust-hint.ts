import { parseOrigin } from './option-parsers.js';

/** What a user of the command line does about a licence token that is not sent; `undefined` for any other failure. */
export function trustHint(code: string, origins: readonly string[] = []): string | undefined {
  if (code !== 'LICENSE_ORIGIN_UNTRUSTED') return undefined;
  const trustable = origins.filter(isTrustable);
  if (origins.length > 0 && trustable.length === 0) return undefined;
  const commands = trustable.map((origin) => `rbee-hive license trust ${origin}`);
  return `If it may have your token: ${commands.join(' && ') || 'rbee-hive license trust ORIGIN'}. For this time only: --trust-license-origin.`;
}

/** A token is sent over nothing that others can read. */
function isTrustable(origin: string): boolean {
  try {
    return parseOrigin(origin) === origin;
  } catch {
    // The parser of options says no by throwing.
    return false;
  }
}
