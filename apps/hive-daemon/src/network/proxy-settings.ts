import { redactUrl } from '@rbee-internal/redact-url';
import { DaemonError } from '../errors.js';

/** Proxy URLs, and the hosts that are asked without one. */
export interface ProxySettings {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly no?: string | undefined;
}

/** Variables that name a proxy. */
export const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'HTTPS_PROXY'] as const;

/** The proxies that the usual variables name; lower case counts before upper case, as with curl(1). */
export function proxyOf(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const http = env.http_proxy || undefined;
  const https = env.https_proxy || env.HTTPS_PROXY || undefined;
  if (http === undefined && https === undefined) return undefined;
  return { http, https, no: env.no_proxy || env.NO_PROXY };
}

/**
 * Refuses a proxy that is none for http: one for SOCKS resolves names itself.
 * @throws DaemonError `FORBIDDEN_ADDRESS`
 */
export function checkProxies({ http, https }: ProxySettings): void {
  const bad = [http, https].find((url) => url !== undefined && !isHttpUrl(url));
  if (bad === undefined) return;
  throw new DaemonError({
    code: 'FORBIDDEN_ADDRESS',
    message: `The proxy ${redactUrl(bad)} is none that can be told an address, so nothing that goes through it can be checked.`,
    hint: 'Name an http proxy, as http://HOST:PORT, or start the daemon so that it allows private addresses.',
  });
}

export function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
