import { showForeign } from '@rbee-internal/redact-url';
import { isDigest } from './digest.js';
import { OciError } from './errors.js';

/** Where a repository is, and what of it is meant. */
export interface Reference {
  /** `https://host:port`; http on loopback, and where the reference says `oci+http:`. */
  readonly origin: string;
  /** `team/workers`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;
const PARTS = /^oci(?<plain>\+http)?:\/\/(?<host>[^/@]+)\/(?<rest>.+)$/;

/**
 * Reads `oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:…]`.
 * @throws OciError `REFERENCE_INVALID`
 */
export function parseReference(text: string): Reference {
  const { plain, host = '', rest = '' } = PARTS.exec(text)?.groups ?? {};
  const [before = '', digest, ...more] = rest.split('@');
  const colon = before.indexOf(':');
  const repository = colon === -1 ? before : before.slice(0, colon);
  const tag = colon === -1 ? undefined : before.slice(colon + 1);
  const isValid =
    HOST.test(host) &&
    NAME.test(repository) &&
    repository.length <= 255 &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || isDigest(digest)) &&
    more.length === 0;
  if (!isValid) throw invalid(text);
  const scheme = plain !== undefined || LOOPBACK.test(host) ? 'http' : 'https';
  return {
    origin: new URL(`${scheme}://${host}`).origin,
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** A text as a tag: what a tag may not have becomes `_`; versions such as `1:2.0+cuda` have such characters. */
export function tagOf(text: string): string {
  const mapped = text.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 128);
  return TAG.test(mapped) ? mapped : `_${mapped}`.slice(0, 128);
}

/** The tag that referrers of a digest are kept under where a registry has no list of them. */
export function referrersTag(digest: string): string {
  return digest.replace(':', '-');
}

function invalid(text: string): OciError {
  return new OciError({
    code: 'REFERENCE_INVALID',
    message: `'${showForeign(text)}' names no repository of a registry.`,
    hint: 'Write oci://HOST[:PORT]/REPOSITORY[:TAG], the repository in lower case.',
  });
}
