import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { withDeadline } from '@rbee-internal/system/time';
import type { ConfinedAnswer, ConfinedRequest } from './types.js';

const DEFAULT_MILLISECONDS = 10_000;
const DEFAULT_MAX_BYTES = 1_048_576;

/** Opens a connection to where the program listens. */
export type OpenConnection = (port: number) => Promise<Socket>;

/** To a port of this machine's loopback. */
export function connectHere(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject).once('connect', () => resolve(socket));
  });
}

/** One request and its response, over a connection of its own. */
export function askProgram(
  open: OpenConnection,
  { port, path }: { readonly port: number; readonly path: string },
  options: ConfinedRequest = {},
): Promise<ConfinedAnswer> {
  const { timeoutMilliseconds = DEFAULT_MILLISECONDS } = options;
  return withDeadline(timeoutMilliseconds, { signal: options.signal }, async (signal) => {
    const socket = await open(port);
    const end = () => socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      return await exchange(socket, { ...options, port, path });
    } finally {
      signal.removeEventListener('abort', end);
      socket.destroy();
    }
  });
}

function exchange(
  socket: Socket,
  {
    port,
    path,
    method = 'GET',
    headers,
    body,
    maxBytes = DEFAULT_MAX_BYTES,
  }: ConfinedRequest & { port: number; path: string },
): Promise<ConfinedAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      method,
      path,
      headers: { ...headers, host: `127.0.0.1:${port}`, connection: 'close' },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      bodyOf(response, maxBytes).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
        reject,
      );
    });
    asked.end(body);
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of response) {
    total += chunk.length;
    if (total > maxBytes) throw new Error(`The response is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
