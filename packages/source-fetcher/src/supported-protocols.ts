/** A source's protocol that has a fetcher. */
export type SupportedProtocol = 'local' | 'http' | 'https' | 'git';

/** The protocols that `fetchSources` can fetch. `git` means `git+http` and `git+https`. */
export const supportedProtocols: readonly SupportedProtocol[] = ['local', 'http', 'https', 'git'];

export function isSupportedProtocol(protocol: string): protocol is SupportedProtocol {
  return (supportedProtocols as readonly string[]).includes(protocol);
}
