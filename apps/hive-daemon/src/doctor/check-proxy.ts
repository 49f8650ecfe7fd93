import { redactUrl } from '@rbee-internal/redact-url';
import { InvalidProxyError, readProxies } from '@rbee-internal/system/transport';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

/** What the environment says of proxies. */
export async function checkProxy({ env }: CheckContext): Promise<Finding[]> {
  try {
    const { http, https } = readProxies(env) ?? {};
    const named = Object.entries({ http, https }).flatMap(([protocol, url]) =>
      url === undefined ? [] : [`${redactUrl(url)} (${protocol})`],
    );
    const message =
      named.length === 0 ? 'No proxy is set.' : `Sources are fetched through ${named.join(', ')}.`;
    return [{ check: 'proxy', verdict: 'ok', message }];
  } catch (error) {
    if (!(error instanceof InvalidProxyError)) throw error;
    return [
      { check: 'proxy', verdict: 'problem', message: error.message, hint: 'Set it as http://HOST:PORT.' },
    ];
  }
}
