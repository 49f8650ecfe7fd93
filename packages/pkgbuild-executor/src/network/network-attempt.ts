import type { Phase } from '../phases/phase.js';
import type { Ecosystem } from './types.js';

/** A failed phase that tried to reach the network, by what it printed or asked the proxy for. */
export interface NetworkAttempt {
  readonly phase: Phase;
  /** Whose tool it was, where the output shows it. */
  readonly ecosystem?: Ecosystem;
  /** Servers that it asked for, as `name` or `name:port`. */
  readonly hosts: readonly string[];
}

/** What programs print when they cannot reach a server. */
const UNREACHABLE =
  /could not resolve (?:host|hostname|proxy)|couldn't resolve host|temporary failure in name resolution|name or service not known|failed to lookup address|nodename nor servname|\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH)\b|network is unreachable|dial tcp: lookup|no address associated with hostname|unable to resolve host|failed to establish a new connection|CONNECT tunnel failed|proxyconnect tcp|Tunnel connection failed|Could not resolve Proxy|error sending request for url|dns error|\(from versions: none\)/i;

/** Whose output a line is. */
const SPEAKERS: readonly (readonly [Ecosystem, RegExp])[] = [
  [
    'cargo',
    /\b(?:cargo|crates|crate|registry `|failed to (?:get|download|fetch) `)|spurious network error|config\.json/i,
  ],
  ['npm', /\bnpm (?:ERR!|error|warn)|\bpnpm\b|\byarn\b|\bERR_PNPM/i],
  ['pip', /\bpip\b|\/simple\/|Could not find a version that satisfies|No matching distribution|\buv\b/i],
  ['go', /\bgo: |dial tcp: lookup|proxyconnect tcp/],
  ['rubygems', /\bgem\b|bundler/i],
  ['maven', /\[ERROR\].*(?:artifact|repository)|\bmaven\b/i],
  ['git', /\bfatal: unable to access|FetchContent|Failed to clone repository/i],
];

/** Servers in the messages of curl, git, go, npm and the like. */
const HOSTS = [
  /could not resolve (?:host|hostname|proxy):? ['"]?([\w.-]+)/i,
  /unable to access ['"]https?:\/\/([^/'"\s]+)/i,
  /lookup ([\w.-]+)(?: on|:)/,
  /getaddrinfo \w+ ([\w.-]+)/,
  /unable to resolve host address .([\w.-]+)/i,
  /HTTPS?ConnectionPool\(host='([\w.-]+)'/,
  /(?:download from|url \() ?`?https?:\/\/([^/`)\s]+)/i,
];

/** Whether the last lines of a phase show that it tried to reach the network, and for what. */
export function findNetworkAttempt(
  phase: Phase,
  lines: readonly string[],
  refusedHosts: readonly string[],
): NetworkAttempt | undefined {
  const isShown = lines.some((line) => UNREACHABLE.test(line));
  if (!isShown && refusedHosts.length === 0) return undefined;
  const ecosystem = SPEAKERS.find(([, pattern]) => lines.some((line) => pattern.test(line)))?.[0];
  const named = lines.flatMap((line) => HOSTS.flatMap((pattern) => pattern.exec(line)?.[1] ?? []));
  // Where the build has a proxy it knows better than the output, which names the proxy, too.
  const hosts =
    refusedHosts.length > 0 ? refusedHosts : named.filter((host) => !/^(?:127\.|localhost)/.test(host));
  return {
    phase,
    ...(ecosystem === undefined ? {} : { ecosystem }),
    hosts: [...new Set(hosts)].slice(0, 5),
  };
}
