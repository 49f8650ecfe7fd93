import type { DaemonContext } from './resolve-options.js';

/** By what the daemon may be called in `Host` and `Origin`, lower case. */
export function hostNames(
  { host, allowedHosts }: Pick<DaemonContext, 'host' | 'allowedHosts'>,
  port: number,
): string[] {
  // The address that stands for all is no one's name, though some browsers use it as one.
  const isWildcard = /^[0.:]+$/.test(host) && host !== '::1';
  const names = ['127.0.0.1', 'localhost', '[::1]', ...(isWildcard ? [] : [urlHost(host)])];
  const own = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  return [...own, ...allowedHosts].map((name) => name.toLowerCase());
}

/** An address as it stands in a URL. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
