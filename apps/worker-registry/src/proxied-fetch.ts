import { redactUrl } from '@rbee-internal/redact-url';
import { WorkerRegistryError } from './errors.js';

/** A `fetch` and what closes its connections. */
export interface ProxiedFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly close: () => Promise<void>;
}

/**
 * A `fetch` through the proxies that the usual variables name, lower case before upper case as with curl(1); never for this
 * machine's own name, which a proxy would take for itself. Without any it is the global one.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT` when a proxy is no http URL
 */
export async function openProxiedFetch(
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProxiedFetch> {
  const http = env.http_proxy;
  const https = env.https_proxy || env.HTTPS_PROXY;
  if (!http && !https) return { fetch: globalThis.fetch, close: async () => undefined };
  for (const proxy of [http, https]) if (proxy) requireHttpUrl(proxy);
  // Loaded only now: the library takes long to load.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const exceptions = env.no_proxy || env.NO_PROXY;
  const dispatcher = new EnvHttpProxyAgent({
    // An absent setting would be read from the environment instead; an empty one is none.
    httpProxy: http ?? '',
    httpsProxy: https ?? '',
    noProxy: exceptions === '*' ? '*' : [exceptions, 'localhost'].filter(Boolean).join(','),
  });
  const proxied = (url: string, init?: object) => fetch(url, { ...init, dispatcher });
  // Its types differ from those of Node's own, an older undici, in name alone.
  return { fetch: proxied as unknown as typeof globalThis.fetch, close: () => dispatcher.close() };
}

function requireHttpUrl(proxy: string): void {
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return;
  throw new WorkerRegistryError({
    code: 'INVALID_ARGUMENT',
    message: `The proxy "${redactUrl(proxy)}" is no http URL.`,
    hint: 'Set http_proxy and https_proxy as http://HOST:PORT.',
  });
}
