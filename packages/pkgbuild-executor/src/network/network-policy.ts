import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '@rbee-internal/system/transport';
import type { Phase } from '../phases/phase.js';
import { type Endpoint, matchesAny } from './host-patterns.js';
import type { NetworkByPhase, RefusalReason } from './types.js';

/** Names that only this machine or its own network knows. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$|^[^.]+$/;

export interface PolicyOptions {
  readonly phases: readonly Phase[];
  readonly hosts: readonly string[] | 'public';
  /** The hosts of single phases, instead of `phases` and `hosts`; `public` among them is every public host. */
  readonly allow?: NetworkByPhase | undefined;
  readonly allowPrivate: readonly string[];
  /** Finds the addresses of a name. @default the system's */
  readonly lookup?: LookupFunction | undefined;
}

/** Why a server is out of reach. */
export class RefusedHostError extends Error {
  override readonly name = 'RefusedHostError';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface NetworkPolicy {
  allowsPhase(phase: Phase | undefined): boolean;
  /** Whether the server may be reached at any address. @throws RefusedHostError when its name alone is refused */
  checkName(endpoint: Endpoint, phase: Phase | undefined): { readonly isPrivateAllowed: boolean };
  /** The addresses of a server, all of them allowed. @throws RefusedHostError, and what the look-up failed with */
  addressesOf(
    endpoint: Endpoint,
    how: { readonly isPrivateAllowed: boolean },
  ): Promise<readonly [LookupAddress, ...LookupAddress[]]>;
  /** As far as it can be known here: for a server that a proxy finds. @throws RefusedHostError */
  checkRemote(endpoint: Endpoint): Promise<void>;
}

export function createNetworkPolicy(options: PolicyOptions): NetworkPolicy {
  const { phases, hosts, allow, allowPrivate, lookup = systemLookup } = options;

  function hostsIn(phase: Phase | undefined): readonly string[] | undefined {
    if (phase === undefined) return undefined;
    if (allow !== undefined) return allow[phase]?.length === 0 ? undefined : allow[phase];
    if (!phases.includes(phase)) return undefined;
    return hosts === 'public' ? ['public'] : hosts;
  }

  async function addressesOf({ host }: Endpoint, { isPrivateAllowed }: { isPrivateAllowed: boolean }) {
    const family = isIP(host);
    const found = family === 0 ? await lookUp(lookup, host) : [{ address: host, family }];
    // One bad address is enough: a name of the public internet has none.
    const bad = found.find(({ address }) => !isPrivateAllowed && !isPublicAddress(address));
    if (bad !== undefined) throw notPublic(host, bad.address);
    const [first, ...more] = found;
    if (first === undefined) throw new Error(`${host} has no address`);
    return [first, ...more] as const;
  }

  return {
    allowsPhase: (phase) => hostsIn(phase) !== undefined,
    checkName(endpoint, phase) {
      const named = hostsIn(phase);
      if (named === undefined)
        throw new RefusedHostError('phase', `${phase ?? 'this'}() may not use the network`);
      const isPrivateAllowed = matchesAny(allowPrivate, endpoint);
      if (!isPrivateAllowed && !named.includes('public') && !matchesAny(named, endpoint))
        throw new RefusedHostError('host', `${endpoint.host} is not among the hosts that are allowed`);
      return { isPrivateAllowed };
    },
    addressesOf,
    async checkRemote(endpoint) {
      if (isIP(endpoint.host) === 0 && LOCAL_NAME.test(endpoint.host)) throw notPublic(endpoint.host);
      try {
        await addressesOf(endpoint, { isPrivateAllowed: false });
      } catch (error) {
        // Behind a proxy public names often cannot be looked up.
        if (error instanceof RefusedHostError) throw error;
      }
    },
  };
}

function lookUp(lookup: LookupFunction, host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]);
    });
  });
}

function notPublic(host: string, address = host): RefusedHostError {
  const where = host === address ? host : `${host} at ${address}`;
  return new RefusedHostError('private', `${where} is not a host of the public internet`);
}
