import { redactUrl } from '@rbee-internal/redact-url';
import { encodeLocation } from '@rbee-internal/system/transport';
import { SourceFetchError } from '../errors.js';

/**
 * A URL that may be requested: http or https, without a user or password. A recipe is public text, so a
 * credential in it is refused, not used.
 * @throws SourceFetchError `INVALID_SOURCE`
 */
export function parseHttpUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw new SourceFetchError({
      code: 'INVALID_SOURCE',
      message: `'${redactUrl(text)}' is not a URL.`,
      hint: 'Write it as https://host/path.',
    });
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SourceFetchError({
      code: 'INVALID_SOURCE',
      message: `'${redactUrl(text)}' has the scheme ${url.protocol}, but http: or https: was expected.`,
    });
  }
  if (hasCredentials(url)) {
    throw new SourceFetchError({
      code: 'INVALID_SOURCE',
      message: `The URL '${redactUrl(text)}' carries a user name or password.`,
      hint: 'Remove it: credentials do not belong in a recipe.',
    });
  }
  url.hash = '';
  return url;
}

/**
 * Where a redirect leads, when we follow it.
 * @throws SourceFetchError `REDIRECT`
 */
export function redirectTarget(from: URL, header: string | null): URL {
  const location = header === null ? null : encodeLocation(header);
  if (location === null || !URL.canParse(location, from.href)) {
    throw refusal(from, 'which gives no usable address');
  }
  const to = new URL(location, from.href);
  const shown = redactUrl(to.href);
  if (to.protocol !== 'http:' && to.protocol !== 'https:')
    throw refusal(from, `to '${shown}', which is not http`);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw refusal(from, `from https to '${shown}', which is not encrypted`);
  }
  if (hasCredentials(to)) throw refusal(from, `to '${shown}' with a user name or password`);
  to.hash = '';
  return to;
}

function hasCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

function refusal(from: URL, where: string): SourceFetchError {
  return new SourceFetchError({
    code: 'REDIRECT',
    message: `'${redactUrl(from.href)}' redirects ${where}; that is not followed.`,
    hint: 'Write the final address in the PKGBUILD.',
  });
}
