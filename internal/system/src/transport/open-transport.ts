import { rootCertificates } from 'node:tls';
import type { buildConnector, Dispatcher, ProxyAgent, RequestInit as UndiciInit } from 'undici';
import { guardAnswers } from './guard-answers.js';
import { resolveLimits, type TransportLimits } from './limits.js';
import { type ProxySettings, proxyFor } from './proxies.js';

export interface TransportOptions {
  /** Proxies, as {@link readProxies} reads them. @default none */
  readonly proxy?: ProxySettings | undefined;
  /** Certificates in PEM that are trusted besides the usual ones. @default none */
  readonly extraCertificates?: string | undefined;
  /** Makes the connections that go through no proxy. @default undici's own */
  readonly connect?: buildConnector.connector | undefined;
  /** How proxies are spoken to. @default as undici does */
  readonly proxyAgent?: Pick<ProxyAgent.Options, 'proxyTunnel' | 'clientFactory'> | undefined;
  readonly limits?: Partial<TransportLimits> | undefined;
  /**
   * What becomes of a body that came compressed: `decode` gives its content, `keep` the bytes as they are stored;
   * `keptContentEncoding` then tells the coding. Either way, none is asked for. @default 'decode'
   */
  readonly contentCodings?: 'decode' | 'keep' | undefined;
}

/** A `fetch` of its own, and what closes its connections. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  /** Ends what is still open. */
  readonly close: () => Promise<void>;
}

/**
 * The network by one set of limits. It is always undici's own `fetch`: the one built into Node dies of an answer that is
 * compressed six times. The library is loaded at the first request. Idle connections keep no process running.
 */
export function openTransport(options: TransportOptions = {}): Transport {
  let opened: ReturnType<typeof openUndici> | undefined;
  const through = async (input: string | URL | Request, init?: RequestInit) => {
    opened ??= openUndici(options);
    const { undici, dispatcher } = await opened;
    const { url, given } = takeApart(input);
    // Node's types are of an older undici; they differ in name alone.
    const merged = { ...given, ...(init as unknown as UndiciInit) };
    const headers = new undici.Headers(merged.headers);
    if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'identity');
    return undici.fetch(url, { ...merged, headers, dispatcher });
  };
  return {
    fetch: through as unknown as typeof globalThis.fetch,
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

async function openUndici(options: TransportOptions) {
  // By its file, for Bun has a module of its own under the name alone. It is CommonJS: bundlers that keep it apart give it
  // as `default` alone.
  const { default: undici } = await import('undici/index.js');
  const limits = resolveLimits(options.limits);
  const tls = {
    timeout: limits.connectMilliseconds,
    ...(options.extraCertificates === undefined
      ? {}
      : { ca: [...rootCertificates, options.extraCertificates] }),
  };
  // The time to the head of an answer is measured by ours, connecting included.
  const timeouts = { headersTimeout: 0, bodyTimeout: limits.stallMilliseconds };
  const direct = new undici.Agent({ ...timeouts, connect: options.connect ?? tls });
  const proxies = new Map<string, ProxyAgent>();
  const agentOf = (uri: string) => {
    const known = proxies.get(uri);
    if (known !== undefined) return known;
    const agent = new undici.ProxyAgent({
      ...timeouts,
      ...options.proxyAgent,
      uri,
      requestTls: tls,
      proxyTls: tls,
    });
    proxies.set(uri, agent);
    return agent;
  };
  const route: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (request, handler) => {
    const proxy = proxyFor(new URL(String(request.origin)), options.proxy);
    return proxy === undefined ? dispatch(request, handler) : agentOf(proxy).dispatch(request, handler);
  };
  const guard = guardAnswers({ limits, contentCodings: options.contentCodings ?? 'decode' });
  const close = async () => {
    await Promise.all([direct, ...proxies.values()].map((agent) => agent.destroy()));
  };
  return { undici, dispatcher: direct.compose(route, guard), close };
}

/** This undici does not take requests of Node's. */
function takeApart(input: string | URL | Request): { readonly url: string; readonly given: UndiciInit } {
  if (!(input instanceof Request)) return { url: String(input), given: {} };
  const { url, method, headers, body, redirect, signal } = input;
  const given = { method, headers: [...headers], redirect, signal, ...(body && { body, duplex: 'half' }) };
  return { url, given: given as unknown as UndiciInit };
}
