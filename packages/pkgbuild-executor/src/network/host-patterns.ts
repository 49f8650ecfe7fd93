import { isIP } from 'node:net';

/** A server, without brackets and in lower case. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `host`, `*.host`, `host:port`, `[::1]:port`, `::1`. */
const PATTERN =
  /^(?:(?<below>\*\.)?(?<name>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)|\[(?<address>[0-9a-f:.]+)\])(?::(?<port>\d{1,5}))?$/i;

/** Whether text is a pattern for hosts. */
export function isHostPattern(text: string): boolean {
  return isIP(text) === 6 || PATTERN.test(text);
}

/** Whether one of the patterns is for the server. */
export function matchesAny(patterns: readonly string[], endpoint: Endpoint): boolean {
  return patterns.some((pattern) => matches(pattern.toLowerCase(), endpoint));
}

function matches(pattern: string, { host, port }: Endpoint): boolean {
  if (isIP(pattern) === 6) return pattern === host;
  const { below, name, address, port: wanted } = PATTERN.exec(pattern)?.groups ?? {};
  if (wanted !== undefined && Number(wanted) !== port) return false;
  if (below !== undefined) return isIP(host) === 0 && host.endsWith(`.${name}`);
  return host === (address ?? name);
}

/** The host that a pattern names, if it names one. */
export function hostOfPattern(pattern: string): string | undefined {
  if (isIP(pattern) === 6) return pattern;
  const { below, name, address } = PATTERN.exec(pattern.toLowerCase())?.groups ?? {};
  return below === undefined ? (address ?? name) : undefined;
}

/** The server of `host:port`, as a CONNECT request names it. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const { name, address, port } =
    /^(?:(?<name>[^\s/:@[\]]+)|\[(?<address>[0-9a-f:.]+)\]):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  const host = (address ?? name)?.toLowerCase().replace(/\.$/, '');
  if (host === undefined || host === '' || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host, port: Number(port) };
}

/** `name:port`, as it is shown. */
export function showEndpoint({ host, port }: Endpoint): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
