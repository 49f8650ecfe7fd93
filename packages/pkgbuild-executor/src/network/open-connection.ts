import { connect, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { proxyFor } from '@rbee-internal/system/transport';
import type { Phase } from '../phases/phase.js';
import { type Endpoint, showEndpoint } from './host-patterns.js';
import type { NetworkPolicy } from './network-policy.js';
import type { UpstreamProxy } from './types.js';

/** How long a server may take to be reached. */
const CONNECT_MILLISECONDS = 30_000;

/** Bytes of a proxy's response to CONNECT. */
const MAX_HEAD_BYTES = 16_384;

export interface Connecting {
  readonly policy: NetworkPolicy;
  readonly upstream: UpstreamProxy | undefined;
  readonly phase: Phase | undefined;
  /** Takes each socket as soon as it is there, so that it can be ended. */
  readonly onSocket: (socket: Socket) => void;
}

/** Connects to a server that the policy allows. @throws RefusedHostError, and the system's errors */
export async function openConnection(endpoint: Endpoint, connecting: Connecting): Promise<Socket> {
  const { policy, phase } = connecting;
  const allowance = policy.checkName(endpoint, phase);
  const proxy = allowance.isPrivateAllowed ? undefined : upstreamFor(endpoint, connecting.upstream);
  if (proxy !== undefined) {
    await policy.checkRemote(endpoint);
    return connectThrough(proxy, endpoint, connecting);
  }
  const addresses = await policy.addressesOf(endpoint, allowance);
  const lookup: LookupFunction = (_, options, callback) => {
    if (options.all) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
  return connected(connect({ ...endpoint, lookup, autoSelectFamily: true }), 'connect', connecting);
}

function upstreamFor(endpoint: Endpoint, upstream: UpstreamProxy | undefined): URL | undefined {
  const scheme = endpoint.port === 80 ? 'http' : 'https';
  const proxy = proxyFor(new URL(`${scheme}://${showEndpoint(endpoint)}`), upstream);
  return proxy === undefined ? undefined : new URL(proxy);
}

/** A tunnel that the caller's own proxy opens. */
async function connectThrough(proxy: URL, endpoint: Endpoint, connecting: Connecting): Promise<Socket> {
  const isTls = proxy.protocol === 'https:';
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = Number(proxy.port || (isTls ? 443 : 80));
  const socket = isTls
    ? await connected(connectTls({ host, port, servername: host }), 'secureConnect', connecting)
    : await connected(connect({ host, port }), 'connect', connecting);
  const name = showEndpoint(endpoint);
  socket.write(`CONNECT ${name} HTTP/1.1\r\nHost: ${name}\r\n${authorization(proxy)}\r\n`);
  try {
    await tunnelOpened(socket);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function authorization({ username, password }: URL): string {
  if (username === '' && password === '') return '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n`;
}

/** Resolves when the proxy has opened the tunnel; what follows its response stays in the socket. */
async function tunnelOpened(socket: Socket): Promise<void> {
  let head = Buffer.alloc(0);
  for (;;) {
    const chunk = await nextChunk(socket);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end !== -1) {
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, end))?.[1];
      if (status === undefined || !status.startsWith('2'))
        throw new Error(`the proxy returned ${status ?? 'what is not HTTP'}`);
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4));
      return;
    }
    if (head.length > MAX_HEAD_BYTES) throw new Error('the head of the response of the proxy is too long');
  }
}

function nextChunk(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      stop();
      resolve(chunk);
    };
    const onEnd = () => {
      stop();
      reject(new Error('the proxy closed the connection'));
    };
    const onTimeout = () => socket.destroy(new Error('the proxy took too long'));
    const stop = () => {
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('timeout', onTimeout);
      socket.setTimeout(0);
    };
    socket.setTimeout(CONNECT_MILLISECONDS);
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('timeout', onTimeout);
  });
}

function connected<T extends Socket>(
  socket: T,
  event: 'connect' | 'secureConnect',
  { onSocket }: Connecting,
): Promise<T> {
  onSocket(socket);
  return new Promise((resolve, reject) => {
    const onTimeout = () => socket.destroy(new Error('it took too long to connect'));
    socket.setTimeout(CONNECT_MILLISECONDS);
    socket.once('timeout', onTimeout);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.once(event, () => {
      socket.setTimeout(0);
      socket.off('timeout', onTimeout);
      resolve(socket);
    });
  });
}
