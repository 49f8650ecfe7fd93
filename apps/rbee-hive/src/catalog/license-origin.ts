const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The origin that a text names and nothing more, where a token could be sent: over https, or within this machine. */
export function licenseOriginOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  return url !== undefined && isPrivate && url.href === `${url.origin}/` ? url.origin : undefined;
}
