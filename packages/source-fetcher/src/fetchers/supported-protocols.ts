const PROTOCOLS = ['local', 'file', 'ftp', 'http', 'https', 'git', 'hg', 'svn', 'bzr', 'fossil'] as const;

/** A source's protocol that has a fetcher. */
export type SupportedProtocol = (typeof PROTOCOLS)[number];

/**
 * The protocols that `fetchSources` can fetch. `git` means http, https, ssh, file and absolute paths; `ftp` and the
 * version controls other than git need the system's program.
 */
export const supportedProtocols: readonly SupportedProtocol[] = PROTOCOLS;

export function isSupportedProtocol(protocol: string): protocol is SupportedProtocol {
  return (supportedProtocols as readonly string[]).includes(protocol);
}
