import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { HOP_HEADERS } from '@rbee-internal/system/transport';
import type { Phase } from '../phases/phase.js';
import { type Endpoint, parseEndpoint, showEndpoint } from './host-patterns.js';
import { type NetworkPolicy, RefusedHostError } from './network-policy.js';
import { openConnection } from './open-connection.js';
import type { HostReached, UpstreamProxy } from './types.js';

/** Servers that are kept for the record. */
const MAX_HOSTS = 1_000;

/** Connections of a build at one time. */
const MAX_CONNECTIONS = 512;

export interface BuildProxyOptions {
  readonly policy: NetworkPolicy;
  readonly upstream: UpstreamProxy | undefined;
  /** The phase that runs now. */
  readonly phase: () => Phase | undefined;
  /** Called once a phase for each server that is asked for, by whether it was allowed. */
  readonly onHost: (reached: HostReached) => void;
}

/** A proxy by which a build reaches servers by name, as far as it may. */
export interface BuildProxy {
  readonly hostsReached: readonly HostReached[];
  /** Serves what connects to a server that listens. */
  serve(server: Server): void;
  /** Ends every connection when the phase that runs now may have none. */
  enterPhase(): void;
  /** Ends every connection, and listens no more. */
  close(): void;
}

export function createBuildProxy(options: BuildProxyOptions): BuildProxy {
  const { policy, phase } = options;
  const sockets = new Set<Duplex>();
  const servers = new Set<Server>();
  const hosts = createHostList(phase, options.onHost);
  const http = createServer({ maxHeaderSize: 32_768, requestTimeout: 0 });

  function keep(socket: Duplex): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // The code that waits for the socket sees how it ended; without such code the error changes nothing.
    socket.on('error', () => undefined);
  }

  async function reach(endpoint: Endpoint): Promise<Socket> {
    try {
      if (sockets.size > MAX_CONNECTIONS)
        throw new RefusedHostError('connections', `there are ${MAX_CONNECTIONS} connections already`);
      const connecting = { policy, upstream: options.upstream, phase: phase(), onSocket: keep };
      const socket = await openConnection(endpoint, connecting);
      hosts.add(endpoint);
      return socket;
    } catch (error) {
      hosts.add(endpoint, error instanceof RefusedHostError ? error : undefined);
      throw error;
    }
  }

  http.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    void tunnel(incoming, { client, head, reach });
  });
  http.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    void forward(incoming, response, reach);
  });
  http.on('clientError', (_, socket: Duplex) => socket.destroy());

  function endAll(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    hostsReached: hosts.list,
    serve(server) {
      servers.add(server);
      server.on('error', () => undefined);
      server.on('connection', (socket) => {
        keep(socket);
        http.emit('connection', socket);
      });
    },
    enterPhase() {
      if (!policy.allowsPhase(phase())) endAll();
    },
    close() {
      for (const server of servers) server.close();
      http.closeAllConnections();
      endAll();
    },
  };
}

type Reach = (endpoint: Endpoint) => Promise<Socket>;

/** `CONNECT host:port`: bytes to and fro. */
async function tunnel(
  { url = '' }: IncomingMessage,
  { client, head, reach }: { readonly client: Duplex; readonly head: Buffer; readonly reach: Reach },
): Promise<void> {
  client.on('error', () => undefined);
  const endpoint = parseEndpoint(url);
  if (endpoint === undefined) {
    client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return;
  }
  try {
    const server = await reach(endpoint);
    if (client.destroyed) {
      server.destroy();
      return;
    }
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    server.write(head);
    pipeline(client, server, client, () => {
      client.destroy();
      server.destroy();
    });
  } catch (error) {
    const { status, text } = refusalOf(endpoint, error);
    const body = `${text}\n`;
    client.end(
      `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Bad Gateway'}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
}

/** `GET http://host/path`: one request and its response. */
async function forward(incoming: IncomingMessage, response: ServerResponse, reach: Reach): Promise<void> {
  const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined;
  const endpoint = parseEndpoint(`${url?.hostname}:${url?.port || '80'}`);
  if (url?.protocol !== 'http:' || endpoint === undefined) {
    response.writeHead(400).end('This proxy takes http and https requests only.\n');
    return;
  }
  try {
    const socket = await reach(endpoint);
    const onward = request({
      createConnection: () => socket,
      method: incoming.method,
      path: `${url.pathname}${url.search}`,
      headers: { ...endToEnd(incoming.headers), host: url.host, connection: 'close' },
    });
    onward.on('response', (received) => {
      response.writeHead(received.statusCode ?? 502, endToEnd(received.headers));
      pipeline(received, response, () => socket.destroy());
    });
    pipeline(incoming, onward, (error) => {
      if (error && !response.headersSent) response.writeHead(502).end();
      else if (error) response.destroy();
    });
  } catch (error) {
    const { status, text } = refusalOf(endpoint, error);
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  }
}

function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name) && !named.has(name)),
  );
}

function refusalOf(endpoint: Endpoint, error: unknown): { status: 403 | 502; text: string } {
  if (error instanceof RefusedHostError)
    return { status: 403, text: `The build may not reach ${showEndpoint(endpoint)}: ${error.message}.` };
  return { status: 502, text: `${showEndpoint(endpoint)} cannot be reached: ${messageOf(error)}.` };
}

/** Each server once a phase by whether it was allowed, up to a limit. */
function createHostList(phaseNow: () => Phase | undefined, onHost: (reached: HostReached) => void) {
  const seen = new Set<string>();
  const list: HostReached[] = [];
  return {
    list,
    add(endpoint: Endpoint, refusal?: RefusedHostError): void {
      const phase = phaseNow();
      const key = `${phase} ${showEndpoint(endpoint)} ${refusal?.reason}`;
      if (seen.has(key) || list.length >= MAX_HOSTS) return;
      seen.add(key);
      const reached: HostReached = {
        ...(phase === undefined ? {} : { phase }),
        host: showForeign(showEndpoint(endpoint)),
        allowed: refusal === undefined,
        ...(refusal === undefined ? {} : { reason: refusal.reason }),
      };
      list.push(reached);
      onHost(reached);
    },
  };
}
