import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** How long a stop waits for requests that are under way, in milliseconds. */
const STOP_MS = 5_000;

export interface ServeAppOptions {
  /** The app's request handler. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

export interface RunningServer {
  /** `http://HOST:PORT`, without a final slash. */
  readonly url: string;
  /** Takes no new request, lets those under way end for five seconds, then breaks them. */
  stop(): Promise<void>;
}

/** Serves an app over HTTP. Rejects with the system's error when it cannot listen. */
export async function serveApp({ fetch, host, port }: ServeAppOptions): Promise<RunningServer> {
  // Without `createServer` the adaptor makes a plain HTTP/1.1 server.
  const server = createAdaptorServer({ fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server.address() as AddressInfo), stop: () => stopServer(server) };
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
