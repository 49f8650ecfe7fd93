import { redactUrl } from '@rbee-internal/redact-url';
import { InvalidProxyError } from './errors.js';
import { isExcepted } from './no-proxy.js';

/** Proxy URLs. */
export interface ProxySettings {
  /** For http, as `http_proxy`. */
  readonly http?: string | undefined;
  /** For https, as `https_proxy`. */
  readonly https?: string | undefined;
  /** Hosts that are asked directly, as `no_proxy`; `*` is every host. */
  readonly no?: string | undefined;
}

/**
 * The proxies that the usual variables name; lower case counts before upper case, and `HTTP_PROXY` does not count, as
 * with curl(1). This machine's own name is asked directly: a proxy would take it for itself.
 * @throws InvalidProxyError when a variable is not the URL of an HTTP proxy
 */
export function readProxies(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const http = readProxy(env, ['http_proxy']);
  const https = readProxy(env, ['https_proxy', 'HTTPS_PROXY']);
  if (http === undefined && https === undefined) return undefined;
  const exceptions = (env.no_proxy || env.NO_PROXY)?.trim();
  return { http, https, no: exceptions === '*' ? '*' : [exceptions, 'localhost'].filter(Boolean).join(',') };
}

function readProxy(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): string | undefined {
  const variable = names.find((name) => env[name]?.trim());
  return variable === undefined ? undefined : checkProxyUrl(variable, env[variable] ?? '');
}

/**
 * The URL of an HTTP proxy; `HOST:PORT` without a scheme is one, too, as with curl(1).
 * @throws InvalidProxyError that names the variable
 */
export function checkProxyUrl(variable: string, value: string): string {
  const text = value.trim();
  const url = /^(?:[^\s/@]+@)?(?:[^\s/:@]+|\[[\da-f:.]+\]):\d+\/?$/i.test(text) ? `http://${text}` : text;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new InvalidProxyError(
    variable,
    `${variable} is '${redactUrl(text)}', which is not the URL of an HTTP proxy, such as http://HOST:PORT.`,
  );
}

/** The proxy that a URL is asked through, if any. */
export function proxyFor(url: URL, settings: ProxySettings | undefined): string | undefined {
  const proxy = url.protocol === 'https:' ? settings?.https : settings?.http;
  if (!proxy || isExcepted(url, settings?.no ?? '')) return undefined;
  return proxy;
}
