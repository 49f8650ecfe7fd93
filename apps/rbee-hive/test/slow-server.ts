import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const PIECES_PER_SECOND = 20;

export interface SlowServerOptions {
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
}

/** A server on 127.0.0.1 that sends zeros, so many a second, whatever is asked for. */
export async function startSlowServer({
  totalBytes,
  bytesPerSecond,
}: SlowServerOptions): Promise<{ readonly url: string }> {
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { 'content-length': totalBytes });
    const piece = Buffer.alloc(bytesPerSecond / PIECES_PER_SECOND);
    for (let sent = 0; sent < totalBytes && !response.destroyed; sent += piece.length) {
      response.write(piece.subarray(0, totalBytes - sent));
      await sleep(1000 / PIECES_PER_SECOND);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
