import { hostOfPattern } from './host-patterns.js';

/** What is reached directly: the build's own servers. */
const OWN_HOSTS = ['localhost', '127.0.0.1', '::1'];

/** The variables by which a build's programs find our proxy. None of them holds a secret. */
export function proxyEnvironment(port: number, allowPrivate: readonly string[]): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const named = new Set(allowPrivate.map(hostOfPattern));
  // A mirror on this machine is asked through the proxy, though its name is that of the build's own loopback too.
  const direct = OWN_HOSTS.filter((host) => !named.has(host)).join(',');
  return {
    http_proxy: proxy,
    https_proxy: proxy,
    all_proxy: proxy,
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    ALL_PROXY: proxy,
    no_proxy: direct,
    NO_PROXY: direct,
    CARGO_HTTP_PROXY: proxy,
    npm_config_proxy: proxy,
    npm_config_https_proxy: proxy,
    npm_config_noproxy: direct,
    // Node's own fetch, from version 24 on.
    NODE_USE_ENV_PROXY: '1',
    MAVEN_OPTS: javaOptions(port),
    GRADLE_OPTS: javaOptions(port),
  };
}

/** Java reads no variable for a proxy, but properties. */
function javaOptions(port: number): string {
  return ['http', 'https']
    .map((scheme) => `-D${scheme}.proxyHost=127.0.0.1 -D${scheme}.proxyPort=${port}`)
    .join(' ');
}
