/** Whether a host name of a URL is this machine and no other: what is asked there does not cross a network. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether a host name of a URL may lead to this machine, however it is written. */
export function mayBeThisMachine(hostname: string): boolean {
  const name = canonicalHost(hostname).replace(/\.$/, '');
  if (isLoopback(name) || name.endsWith('.localhost')) return true;
  return /^0\.\d+\.\d+\.\d+$/.test(name) || /^\[::(?:ffff:(?:7f[0-9a-f]{2}|0):[0-9a-f]+)?\]$/.test(name);
}

/** Whether no one between can read or change what goes there: https, or this machine. */
export function isPrivateOrigin(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** The host of `git:` and its like is taken as it is written: `2130706433` is only read as an address in http. */
function canonicalHost(hostname: string): string {
  const url = `http://${hostname}/`;
  return URL.canParse(url) ? new URL(url).hostname : hostname.toLowerCase();
}
