import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { messageOf } from '@rbee-internal/coded-error';
import type { RegistryBindings } from '../app/registry-env.js';
import { WorkerRegistryError } from '../errors.js';

/** How long a stop waits for requests that are under way, in milliseconds. */
const STOP_MS = 5_000;

/** How long a client may take for its headers, and for the whole request, in milliseconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/** The most connections at once; further ones are closed. */
const MAX_CONNECTIONS = 10_000;

export interface ServeAppOptions {
  /** The app's request handler. */
  readonly fetch: (request: Request, bindings: RegistryBindings) => Response | Promise<Response>;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Whether the client is the last address in `X-Forwarded-For`, as a reverse proxy puts it there. @default false */
  readonly trustProxy?: boolean | undefined;
}

export interface RunningServer {
  /** `http://HOST:PORT`, without a final slash. */
  readonly url: string;
  /** Takes no new request, lets those under way end for five seconds, then breaks them. */
  stop(): Promise<void>;
}

/** Serves an app over HTTP. @throws WorkerRegistryError `CANNOT_LISTEN` */
export async function serveApp(options: ServeAppOptions): Promise<RunningServer> {
  const { host, port, trustProxy = false } = options;
  // Without `createServer` the adaptor makes a plain HTTP/1.1 server.
  const server = createAdaptorServer({
    fetch: (request, { incoming }) =>
      options.fetch(request, { clientAddress: clientAddress(incoming as IncomingMessage, trustProxy) }),
  }) as Server;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(`${host}:${port}`, cause)));
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server.address() as AddressInfo), stop: () => stopServer(server) };
}

function cannotListen(where: string, cause: unknown): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'CANNOT_LISTEN',
    message: `The registry cannot listen at ${where}: ${messageOf(cause)}`,
    hint: 'Choose another --port, or 0 for a free one; --host has to be an address of this machine.',
    cause,
  });
}

/** What stands before the last address in that header, the client may have written itself. */
function clientAddress({ headers, socket }: IncomingMessage, trustProxy: boolean): string | undefined {
  const forwarded = trustProxy ? String(headers['x-forwarded-for'] ?? '') : '';
  const last = forwarded.slice(forwarded.lastIndexOf(',') + 1).trim();
  return /^[0-9a-f.:]{2,45}$/i.test(last) ? last : socket.remoteAddress;
}

function urlOf({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
  await closed;
  clearTimeout(timer);
}
