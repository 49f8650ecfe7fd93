import type { ProxySettings } from '../types.js';

/** The variables by which programs learn of proxies; they know the second spelling of https_proxy too. */
export function proxyEnvironment(proxy: ProxySettings | undefined): Record<string, string | undefined> {
  if (proxy === undefined) return {};
  return { http_proxy: proxy.http, https_proxy: proxy.https, HTTPS_PROXY: proxy.https, no_proxy: proxy.no };
}
