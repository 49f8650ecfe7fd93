import { BlockList, isIP } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Whether a host is one of those that `no_proxy` lists, as curl(1) reads it: names with the hosts below them, addresses,
 * blocks of addresses (`10.0.0.0/8`), each with a port or without; `*` alone is every host.
 */
export function isExcepted(url: URL, exceptions: string): boolean {
  if (exceptions.trim() === '*') return true;
  const host = bareHost(url.hostname);
  const port = url.port || DEFAULT_PORTS[url.protocol] || '';
  return exceptions
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  const block = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (block !== null) return isInBlock(host, bareHost(block[1] ?? ''), Number(block[2]));
  const [, name = entry, wanted] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const bare = bareHost(name).replace(/^\*?\./, '');
  if (bare === '') return false;
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInBlock(host: string, network: string, bits: number): boolean {
  const version = isIP(host);
  if (version === 0 || version !== isIP(network) || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}

/** Without the brackets of an IPv6 address and the dot that ends an absolute name. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
