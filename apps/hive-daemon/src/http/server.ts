import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '@rbee-internal/coded-error';
import { DaemonError } from '../errors.js';

const HEADER_BYTES = 16 * 1024;
const HEADERS = 100;
/** How long a client may take to send its headers, its whole request, and between two requests. */
const HEADERS_MILLISECONDS = 10_000;
const REQUEST_MILLISECONDS = 60_000;
const KEEP_ALIVE_MILLISECONDS = 5_000;
/** How often slow clients are looked for. */
const CHECK_MILLISECONDS = 2_000;

/** How long a stop waits for answers that are under way. */
const STOP_MILLISECONDS = 500;

/** A server whose clients can hold neither memory nor connections for long. */
export function createLimitedServer(connections: number): Server {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: HEADERS_MILLISECONDS,
    requestTimeout: REQUEST_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    connectionsCheckingInterval: CHECK_MILLISECONDS,
    requireHostHeader: true,
  });
  server.maxHeadersCount = HEADERS;
  server.maxConnections = connections;
  return server;
}

/** Listens, and resolves with the port. @throws DaemonError `CANNOT_LISTEN` */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    throw new DaemonError({
      code: 'CANNOT_LISTEN',
      message: `Cannot listen at ${host} port ${port}: ${messageOf(cause)}`,
      hint: 'Choose another port or address, or stop what uses it.',
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}

/** Takes no new request, lets answers end for half a second, then breaks them. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS);
  await closed;
  clearTimeout(timer);
}
