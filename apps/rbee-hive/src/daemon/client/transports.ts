import { openTransport, type Transport, type TransportLimits } from '@rbee-internal/system/transport';
import type { DaemonAddress } from './daemon-address.js';

/** A transport for each way to reach a daemon: one of this machine is asked directly, never through a proxy. */
export function transports(limits: Partial<TransportLimits>): (address: DaemonAddress) => Transport {
  const direct = openTransport({ limits });
  const others = new WeakMap<object, Transport>();
  return ({ reach }) => {
    if (reach === undefined) return direct;
    const transport = others.get(reach) ?? openTransport({ ...reach, limits });
    others.set(reach, transport);
    return transport;
  };
}
