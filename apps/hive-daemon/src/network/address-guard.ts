import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '@rbee-internal/system/transport';
import { DaemonError } from '../errors.js';

export interface AddressGuardOptions {
  /** Told when a request was to go to an address that is not allowed. */
  readonly onForbidden: (error: DaemonError) => void;
  /** Which addresses are allowed. @default those of the public internet */
  readonly isAllowed?: ((address: string) => boolean) | undefined;
  /** Finds the addresses of a name. @default the system's */
  readonly lookup?: LookupFunction | undefined;
}

export interface AddressGuard {
  /** The addresses of a host, all of them allowed. Rejects with what the look-up failed with, too. */
  find(host: string, how?: LookupOptions): Promise<readonly [LookupAddress, ...LookupAddress[]]>;
  /** Reports the error, and answers it. */
  refuse(error: DaemonError): DaemonError;
}

/** Finds addresses, and refuses those that are not allowed. */
export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { onForbidden, isAllowed = isPublicAddress, lookup = systemLookup } = options;
  const refuse = (error: DaemonError): DaemonError => {
    onForbidden(error);
    return error;
  };
  return {
    refuse,
    async find(name, how = {}) {
      const host = withoutBrackets(name);
      const family = isIP(host);
      const found = family === 0 ? await lookUp(lookup, host, how) : [{ address: host, family }];
      // One bad address is enough: a name of the public internet has none.
      const bad = found.find(({ address }) => !isAllowed(address));
      if (bad !== undefined) throw refuse(forbiddenAddress(host, bad.address));
      const [first, ...more] = found;
      if (first === undefined) throw new Error(`${host} has no address`);
      return [first, ...more];
    },
  };
}

function lookUp(lookup: LookupFunction, host: string, how: LookupOptions): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { ...how, all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]);
    });
  });
}

/**
 * Refuses what can be seen to lead to a forbidden address without asking anybody.
 * @throws DaemonError `FORBIDDEN_ADDRESS`
 */
export function checkUrl(url: string): void {
  const host = withoutBrackets(new URL(url).hostname).replace(/\.$/, '');
  const isLocalName = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/i.test(host);
  if (isLocalName || (isIP(host) !== 0 && !isPublicAddress(host))) throw forbiddenAddress(host, host);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function forbiddenAddress(host: string, address: string): DaemonError {
  const where = host === address ? host : `${host} at ${address}`;
  return new DaemonError({
    code: 'FORBIDDEN_ADDRESS',
    message: `${where} is no host of the public internet.`,
    hint: 'Start the daemon so that it allows private addresses, or install from there on its own machine.',
  });
}
