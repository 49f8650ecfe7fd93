import { isIP } from 'node:net';
import {
  Agent,
  buildConnector,
  type Dispatcher,
  EnvHttpProxyAgent,
  Pool,
  fetch as undiciFetch,
} from 'undici';
import { type AddressGuard, type AddressGuardOptions, createAddressGuard } from './address-guard.js';
import { checkedTunnel } from './checked-tunnel.js';
import { checkProxies, type ProxySettings } from './proxy-settings.js';

export interface GuardedFetchOptions extends AddressGuardOptions {
  /** Through which proxies requests go. @default none */
  readonly proxy?: ProxySettings | undefined;
}

export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * A `fetch` that connects to allowed addresses only. It is the connection that is checked, with the very address it is
 * made to: neither a redirect nor a name that resolves differently the second time leads around it. A proxy is told
 * the address, too, never the name, which it would resolve by itself.
 *
 * @throws DaemonError `FORBIDDEN_ADDRESS` when a proxy could not be told an address
 */
export function createGuardedFetch({ proxy, ...options }: GuardedFetchOptions): GuardedFetch {
  const guard = createAddressGuard(options);
  const connect = checkedConnect(guard);
  const agent = proxy === undefined ? new Agent({ connect }) : proxyAgent(proxy, { connect, guard });
  const guarded = (input: string | URL, init?: object) => undiciFetch(input, { ...init, dispatcher: agent });
  // Its types differ from those of Node's own, an older undici, in name alone.
  return { fetch: guarded as unknown as typeof globalThis.fetch, close: () => agent.close() };
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

interface ProxyAgentParts {
  /** What goes past the proxy. */
  readonly connect: buildConnector.connector;
  readonly guard: AddressGuard;
}

/** Everything is tunnelled, plain http too: a proxy that reads the request would go by the name in it. */
function proxyAgent(proxy: ProxySettings, { connect, guard }: ProxyAgentParts): Dispatcher {
  checkProxies(proxy);
  return new EnvHttpProxyAgent({
    // An absent setting would be read from the environment instead; an empty one is none.
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? '',
    noProxy: proxy.no ?? '',
    proxyTunnel: true,
    connect,
    clientFactory: (origin, settings) => {
      const pool = new Pool(origin, settings);
      const open = pool.connect.bind(pool);
      const checked = async (tunnel: Dispatcher.ConnectOptions) => open(await checkedTunnel(tunnel, guard));
      return Object.assign(pool, { connect: checked });
    },
  });
}
