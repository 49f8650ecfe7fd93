/** A URL without user, password and fragment; `undefined` for text that is not one of http or https. */
export function publicUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  url.username = '';
  url.password = '';
  url.hash = '';
  return url.href;
}

/** `name:port` of a URL's server; `undefined` for text that is not a URL of http or https. */
export function hostOfUrl(text: string): string | undefined {
  const url = publicUrl(text);
  if (url === undefined) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** The URLs in a text, each once. */
export function urlsIn(text: string): string[] {
  const found = text.matchAll(/https?:\/\/[^\s"'`<>()[\]\\^{|}]+/g);
  return [...new Set([...found].map(([url]) => url.replace(/[.,;:]+$/, '')))];
}

/** A URL of a path below another. */
export function urlBelow(base: string, below: string): string {
  return new URL(below, base.endsWith('/') ? base : `${base}/`).href;
}
