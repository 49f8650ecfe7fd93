import { rootCertificates } from 'node:tls';
import { redactUrl } from '@rbee-internal/redact-url';
import { EnvHttpProxyAgent, type RequestInit as UndiciInit, fetch as undiciFetch } from 'undici';
import { SourceFetchError } from '../errors.js';
import type { NetworkOptions, ResolvedOptions } from '../options.js';
import { type Authorize, createAuthorize } from './credentials.js';
import { createHostSlots, type HostSlots } from './host-slots.js';
import { mirroredUrls } from './mirrors.js';

/** How one call reaches the network. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  readonly authorize: Authorize;
  readonly slots: HostSlots;
  /** The addresses to ask for instead of this one, best first; itself when nothing else is said. */
  readonly addresses: (url: string) => readonly string[];
  readonly close: () => Promise<void>;
}

export function openNetwork(options: ResolvedOptions): Network {
  const { fetch, close } = openTransport(options);
  return {
    fetch,
    close,
    authorize: createAuthorize(options.credentials),
    slots: createHostSlots(options.concurrency.perHost),
    addresses: (url) => mirroredUrls(url, options.mirrors),
  };
}

function openTransport({
  fetch,
  proxy,
  extraCertificates,
}: NetworkOptions): Pick<Network, 'fetch' | 'close'> {
  if (fetch !== undefined) return { fetch, close: async () => undefined };
  if (proxy === undefined && extraCertificates === undefined)
    return { fetch: globalThis.fetch, close: async () => undefined };
  const tls = extraCertificates === undefined ? {} : { ca: [...rootCertificates, extraCertificates] };
  const dispatcher = new EnvHttpProxyAgent({
    // An absent setting would be read from the environment instead; an empty one is none.
    httpProxy: proxy?.http ?? '',
    httpsProxy: proxy?.https ?? '',
    noProxy: proxy?.no ?? '',
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
  });
  // Node's own fetch is an older undici that does not take this one's dispatchers; their types differ in name alone.
  const proxied = (input: string | URL | Request, init?: RequestInit) =>
    undiciFetch(String(input), { ...(init as unknown as UndiciInit), dispatcher });
  return { fetch: proxied as unknown as typeof globalThis.fetch, close: () => dispatcher.destroy() };
}

/** An address whose prefix has mirrors, but none to ask. */
export function closedError(url: string): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${redactUrl(url)}' may not be asked for: its prefix has no replacement in the table of mirrors.`,
    hint: 'Add a replacement to the table of mirrors.',
  });
}
