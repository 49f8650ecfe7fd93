import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface OriginServer {
  readonly url: string;
  /** The headers of every request so far. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
}

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server on 127.0.0.1 that does what the test says, byte for byte; `count` is the number of the request. */
export async function startOrigin(handler: Handler): Promise<OriginServer> {
  const requests: OriginServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

export interface Served {
  readonly body: Buffer;
  readonly etag?: string;
  readonly headers?: Record<string, string>;
  /** Breaks the connection after so many bytes of the answer. */
  readonly cutAfter?: number | undefined;
}

/** Acts as a server that knows ranges, RFC 9110 14. */
export function serve(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const { body, etag, cutAfter } = served;
  const first = firstWanted(request, etag);
  const rest = body.subarray(first);
  const headers = {
    ...served.headers,
    ...(etag === undefined ? {} : { etag }),
    'content-length': String(rest.length),
    ...(first > 0 ? { 'content-range': `bytes ${first}-${body.length - 1}/${body.length}` } : {}),
  };
  response.writeHead(first > 0 ? 206 : 200, headers);
  if (cutAfter === undefined) response.end(rest);
  // A client may drop what it has not read yet when the connection ends; it is given time to read.
  else response.write(rest.subarray(0, cutAfter), () => setTimeout(() => response.socket?.end(), 200));
}

function firstWanted({ headers }: IncomingMessage, etag: string | undefined): number {
  const range = /^bytes=(\d+)-$/.exec(headers.range ?? '');
  if (range === null || etag === undefined || headers['if-range'] !== etag) return 0;
  return Number(range[1]);
}
