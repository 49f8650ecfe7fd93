import { InvalidProxyError, type ProxySettings, readProxies } from '@rbee-internal/system/transport';
import { DaemonError } from '../errors.js';

/**
 * The proxies that the usual variables name. One for SOCKS is refused: it cannot be told an address that was checked.
 * @throws DaemonError `FORBIDDEN_ADDRESS`
 */
export function proxiesOf(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  try {
    return readProxies(env);
  } catch (cause) {
    if (!(cause instanceof InvalidProxyError)) throw cause;
    throw new DaemonError({
      code: 'FORBIDDEN_ADDRESS',
      message: `Nothing that goes through the proxy can be checked: ${cause.message}`,
      hint: 'Name an HTTP proxy, as http://HOST:PORT, or start the daemon so that it allows private addresses.',
      cause,
    });
  }
}
