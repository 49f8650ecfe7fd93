import { rootCertificates } from 'node:tls';
import type { RequestInit as UndiciInit } from 'undici';
import type { ProxySettings } from '../types.js';

/** Options of {@link createFetch}. */
export interface CreateFetchOptions {
  /** Proxies, as the usual environment variables name them. @default none */
  readonly proxy?: ProxySettings | undefined;
  /** Certificates in PEM that are trusted besides the usual ones. @default none */
  readonly extraCertificates?: string | undefined;
}

/**
 * A `fetch` with the network settings of `fetchSources`, for `httpGet` and for requests of your own. Without
 * any setting it is the global one. Its idle connections do not keep a process running.
 */
export function createFetch(options: CreateFetchOptions): typeof globalThis.fetch {
  return openTransport(options).fetch;
}

/** A `fetch` and what closes its connections. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  readonly close: () => Promise<void>;
}

export function openTransport(options: CreateFetchOptions): Transport {
  if (options.proxy === undefined && options.extraCertificates === undefined)
    return { fetch: globalThis.fetch, close: async () => undefined };
  let opened: ReturnType<typeof openUndici> | undefined;
  const through = async (input: string | URL | Request, init?: RequestInit) => {
    opened ??= openUndici(options);
    const { fetch, dispatcher } = await opened;
    const { url, given } = input instanceof Request ? takeApart(input) : { url: String(input), given: {} };
    // Node's own fetch is an older undici that does not take this one's dispatchers; their types differ in name alone.
    return fetch(url, { ...given, ...(init as unknown as UndiciInit), dispatcher });
  };
  return {
    fetch: through as unknown as typeof globalThis.fetch,
    close: async () => (await opened)?.dispatcher.destroy(),
  };
}

/** Loaded at the first request: the library takes longer to load than to ask. */
async function openUndici({ proxy, extraCertificates }: CreateFetchOptions) {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
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
  return { fetch, dispatcher };
}

/** This undici does not take requests of Node's either. */
function takeApart(request: Request): { readonly url: string; readonly given: UndiciInit } {
  const { url, method, headers, body, redirect, signal } = request;
  const given = { method, headers: [...headers], redirect, signal, ...(body && { body, duplex: 'half' }) };
  return { url, given: given as unknown as UndiciInit };
}
