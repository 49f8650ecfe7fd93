/** How many characters of foreign text a message may repeat. */
const MAX_SHOWN_LENGTH = 300;

/**
 * A URL as it may stand in a message, an event, a log or a record: no user, no password, and the value of
 * every query parameter that looks like a credential replaced. Of text that is not a URL, what
 * stands between `//` and the last `@` is dropped: it may be a password.
 */
export function redactUrl(url: string): string {
  return cut(redact(url));
}

/** Foreign text as it may stand in a message: control characters shown as escapes, and cut. */
export function showForeign(text: string): string {
  return cut(text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter));
}

function redact(url: string): string {
  if (!URL.canParse(url)) return showForeign(url.replace(/\/\/.*@/s, '//'));
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '' && parsed.search === '') return showForeign(url);
  parsed.username = '';
  parsed.password = '';
  for (const name of new Set(parsed.searchParams.keys())) {
    if (CREDENTIAL_NAME.test(name)) parsed.searchParams.set(name, 'REDACTED');
  }
  return parsed.href;
}

const CREDENTIAL_NAME = /token|secret|password|passwd|signature|credential|api[-_]?key|^key$|^sig$|^auth/i;

function cut(text: string): string {
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
