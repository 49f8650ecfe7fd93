import {
  InvalidProxyError,
  openTransport,
  readProxies,
  type Transport,
} from '@rbee-internal/system/transport';
import { WorkerRegistryError } from '../errors.js';

/**
 * A `fetch` through the proxies that the usual variables name.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT` when a proxy is not the URL of an HTTP proxy
 */
export function openProxiedFetch(env: Readonly<Record<string, string | undefined>>): Transport {
  try {
    return openTransport({ proxy: readProxies(env) });
  } catch (cause) {
    if (!(cause instanceof InvalidProxyError)) throw cause;
    throw new WorkerRegistryError({
      code: 'INVALID_ARGUMENT',
      message: cause.message,
      hint: 'Set http_proxy and https_proxy to http://HOST:PORT.',
      cause,
    });
  }
}
