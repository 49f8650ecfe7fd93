import type { LookupAddress } from 'node:dns';
import { isIPv6 } from 'node:net';
import { messageOf } from '@rbee-internal/coded-error';
import type { Dispatcher } from 'undici';
import { DaemonError, isDaemonError } from '../errors.js';
import type { AddressGuard } from './address-guard.js';

/**
 * A request to a proxy for a tunnel (`CONNECT host:port`), with the host's address, found and checked here, in place of its name.
 * A name that cannot be resolved here is refused: what the proxy would find no one could check.
 *
 * @throws DaemonError `FORBIDDEN_ADDRESS`
 */
export async function checkedTunnel(
  tunnel: Dispatcher.ConnectOptions,
  guard: AddressGuard,
): Promise<Dispatcher.ConnectOptions> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(tunnel.path) ?? [];
  const addresses = await guard.find(host).catch((error: unknown) => {
    throw isDaemonError(error) ? error : guard.refuse(unresolvable(host, error));
  });
  const target = `${hostOf(addresses)}:${port}`;
  return { ...tunnel, path: target, headers: { ...tunnel.headers, host: target } };
}

/** Not every proxy has IPv6. */
function hostOf(addresses: readonly [LookupAddress, ...LookupAddress[]]): string {
  const { address } = addresses.find(({ family }) => family === 4) ?? addresses[0];
  return isIPv6(address) ? `[${address}]` : address;
}

function unresolvable(host: string, cause: unknown): DaemonError {
  return new DaemonError({
    code: 'FORBIDDEN_ADDRESS',
    message: `${host} cannot be resolved on this machine, so no one can check where the proxy would connect to: ${messageOf(cause)}`,
    hint: 'Let this machine resolve names, or start the daemon so that it allows private addresses: then the proxy resolves.',
    cause,
  });
}
