import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawServer {
  /** `http://127.0.0.1:PORT`, without a final slash. */
  readonly url: string;
  /** The requests so far, each as far as its first bytes came. */
  readonly requests: readonly string[];
  /** Connections that are open now. */
  readonly open: () => number;
}

/** A server on 127.0.0.1 that sends any bytes in response, until the current test is over. */
export async function startRawServer(answer: (client: Socket, request: string) => void): Promise<RawServer> {
  const requests: string[] = [];
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    client.on('data', (bytes) => {
      requests.push(bytes.toString('latin1'));
      answer(client, bytes.toString('latin1'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, requests, open: () => clients.size };
}

/** Writes one byte after each pause until the connection is closed. */
export function drip(client: Socket, milliseconds: number): void {
  const timer = setInterval(() => client.write('x'), milliseconds);
  client.on('close', () => clearInterval(timer));
}
