import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { DaemonError } from '../errors.js';
import { isPublicAddress } from './address-ranges.js';

export interface GuardedFetchOptions {
  /** Told when a request was to go to an address that is not allowed. */
  readonly onForbidden: (error: DaemonError) => void;
  /** Which addresses are allowed. @default those of the public internet */
  readonly isAllowed?: ((address: string) => boolean) | undefined;
  /** Finds the addresses of a name. @default the system's */
  readonly lookup?: LookupFunction | undefined;
}

export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * A `fetch` that connects to allowed addresses only. It is the connection that is checked, with the very address it is
 * made to: neither a redirect nor a name that resolves differently the second time leads around it. It uses no proxy, for a
 * proxy would resolve the names.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { isAllowed = isPublicAddress, lookup = systemLookup as LookupFunction } = options;
  const refuse = (host: string, address: string): DaemonError => {
    const error = forbiddenAddress(host, address);
    options.onForbidden(error);
    return error;
  };
  const connect = buildConnector({
    lookup: (hostname, how, callback) => {
      lookup(hostname, { ...how, all: true }, (error, found) => {
        if (error) return callback(error, '', 0);
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
        const bad = addresses.find(({ address }) => !isAllowed(address));
        // One bad address is enough: a name of the public internet has none.
        if (bad !== undefined) return callback(refuse(hostname, bad.address), '', 0);
        if (how.all) return callback(null, addresses);
        const [first] = addresses;
        return callback(first ? null : new Error('no address'), first?.address ?? '', first?.family);
      });
    },
  });
  const agent = new Agent({
    connect: (init, callback) => {
      const host = init.hostname.replace(/^\[|\]$/g, '');
      // An address needs no lookup, so the check above does not see it.
      if (isIP(host) !== 0 && !isAllowed(host)) return callback(refuse(host, host), null);
      return connect(init, callback);
    },
  });
  const guarded = (input: string | URL, init?: object) => undiciFetch(input, { ...init, dispatcher: agent });
  return { fetch: guarded as unknown as typeof globalThis.fetch, close: () => agent.close() };
}

/**
 * Refuses what can be seen to lead to a forbidden address without asking anybody.
 * @throws DaemonError `FORBIDDEN_ADDRESS`
 */
export function checkUrl(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isLocalName = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/i.test(host);
  if (isLocalName || (isIP(host) !== 0 && !isPublicAddress(host))) throw forbiddenAddress(host, host);
}

function forbiddenAddress(host: string, address: string): DaemonError {
  const where = host === address ? host : `${host} at ${address}`;
  return new DaemonError({
    code: 'FORBIDDEN_ADDRESS',
    message: `${where} is no host of the public internet.`,
    hint: 'Start the daemon so that it allows private addresses, or install from there on its own machine.',
  });
}
