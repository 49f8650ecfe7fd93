const START = '#token=';

/** The token in a link of the hive such as `http://127.0.0.1:7835/#token=…`, or in the fragment of one. */
export function tokenInLink(link: string): string | undefined {
  const start = link.indexOf(START);
  if (start === -1) return undefined;
  const text = link.slice(start + START.length).trim();
  return decode(text) || undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // No escape at all: a token may have any characters.
    return text;
  }
}
