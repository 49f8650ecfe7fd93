/** A daemon's URL as this machine can call it: an address that stands for all is no one's name. Without a final slash. */
export function reachableUrl(url: string): string {
  const reachable = new URL(url);
  if (reachable.hostname === '0.0.0.0') reachable.hostname = '127.0.0.1';
  if (reachable.hostname === '[::]') reachable.hostname = '[::1]';
  return reachable.origin;
}

/** The page's address with the token in the fragment, which a browser sends to no one. */
export function linkOf(url: string, token: string): string {
  return `${reachableUrl(url)}/#token=${encodeURIComponent(token)}`;
}
