import { isIP } from 'node:net';
import { openTransport, type ProxySettings, type Transport } from '@rbee-internal/system/transport';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { type AddressGuard, type AddressGuardOptions, createAddressGuard } from './address-guard.js';
import { checkedTunnel } from './checked-tunnel.js';

export interface GuardedFetchOptions extends AddressGuardOptions {
  /** Through which proxies requests go. @default none */
  readonly proxy?: ProxySettings | undefined;
}

/**
 * A `fetch` that connects to allowed addresses only. It is the connection that is checked, with the very address it is
 * made to: neither a redirect nor a name that resolves differently the second time leads around it. A proxy is told
 * the address, too, never the name, which it would resolve by itself.
 */
export function createGuardedFetch({ proxy, ...options }: GuardedFetchOptions): Transport {
  const guard = createAddressGuard(options);
  return openTransport({
    proxy,
    connect: checkedConnect(guard),
    proxyAgent: {
      // Plain http too: a proxy that reads the request would go by the name in it.
      proxyTunnel: true,
      clientFactory: (origin, settings) => {
        const pool = new Pool(origin, settings);
        const open = pool.connect.bind(pool);
        const checked = async (tunnel: Dispatcher.ConnectOptions) => open(await checkedTunnel(tunnel, guard));
        return Object.assign(pool, { connect: checked });
      },
    },
  });
}

function checkedConnect(guard: AddressGuard): buildConnector.connector {
  const connect = buildConnector({
    lookup: (hostname, how, callback) => {
      guard.find(hostname, how).then(
        (addresses) => {
          if (how.all) callback(null, [...addresses]);
          else callback(null, addresses[0].address, addresses[0].family);
        },
        (error: Error) => callback(error, '', 0),
      );
    },
  });
  return (init, callback) => {
    // An address needs no look-up, so the check above does not see it.
    if (isIP(init.hostname.replace(/^\[|\]$/g, '')) === 0) return connect(init, callback);
    guard.find(init.hostname).then(
      () => connect(init, callback),
      (error: Error) => callback(error, null),
    );
  };
}
