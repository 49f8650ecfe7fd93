import { openTransport } from '@rbee-internal/system/transport';
import type { ProxySettings } from '../types.js';

/** Options of {@link createFetch}. */
export interface CreateFetchOptions {
  /** Proxies, as the usual environment variables name them. @default none */
  readonly proxy?: ProxySettings | undefined;
  /** Certificates in PEM that are trusted besides the usual ones. @default none */
  readonly extraCertificates?: string | undefined;
}

/**
 * A `fetch` with the network settings of `fetchSources`, for `httpGet` and for requests of your own. It is always
 * undici's own, and not the one that is built into Node: a hostile answer may end a process through that. Its idle
 * connections do not keep a process running.
 * @example
 * const fetch = createFetch({ proxy: { https: 'http://proxy.example:3128' } });
 */
export function createFetch({ proxy, extraCertificates }: CreateFetchOptions): typeof globalThis.fetch {
  return openTransport({ proxy, extraCertificates }).fetch;
}

let own: typeof globalThis.fetch | undefined;

/** The `fetch` where none is passed. */
export function ownFetch(): typeof globalThis.fetch {
  own ??= createFetch({});
  return own;
}
