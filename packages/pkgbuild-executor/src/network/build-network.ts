import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Guard } from '../guards/guard.js';
import type { ResolvedNetwork } from '../options.js';
import type { Phase } from '../phases/phase.js';
import { type BuildProxy, createBuildProxy } from './build-proxy.js';
import { createNetworkPolicy } from './network-policy.js';
import { proxyEnvironment } from './proxy-environment.js';
import type { HostReached } from './types.js';

/** Ports that the sandbox's own loopback is asked for; all of them are free there. */
const FIRST_PORT = 20_000;
const LAST_PORT = 30_000;

/** The network of a build that runs in a sandbox and may use it. */
export interface BuildNetwork {
  /** Where its programs find the proxy. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether each session has to listen in its own loopback, and hand the listener to `serve`. */
  readonly listensInside: boolean;
  serve(server: Server): void;
  enterPhase(): void;
  readonly hostsReached: readonly HostReached[];
  close(): void;
}

export interface BuildNetworkOptions {
  readonly network: ResolvedNetwork | undefined;
  readonly guard: Guard;
  readonly phase: () => Phase | undefined;
  readonly onHost: (reached: HostReached) => void;
}

/** `undefined` for a build that may not use the network, and where no sandbox keeps it to the proxy. */
export async function openBuildNetwork(options: BuildNetworkOptions): Promise<BuildNetwork | undefined> {
  const { network, guard, phase, onHost } = options;
  if (network === undefined || guard.name === 'none') return undefined;
  const policy = createNetworkPolicy(network);
  const proxy = createBuildProxy({ policy, upstream: network.proxy, phase, onHost });
  const listensInside = guard.isolatesLoopback;
  const port = listensInside ? randomInt(FIRST_PORT, LAST_PORT) : await listenHere(proxy);
  return {
    ...proxy,
    port,
    listensInside,
    environment: proxyEnvironment(port, network.allowPrivate),
  };
}

/** On this machine's loopback, for a sandbox that has no other. */
async function listenHere(proxy: BuildProxy): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.serve(server);
  return (server.address() as AddressInfo).port;
}
