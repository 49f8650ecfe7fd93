import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './listen.js';

/** How the server responds to a request. */
export type Answer =
  | {
      readonly type: 'body';
      readonly body: string | Uint8Array;
      readonly status?: number;
      readonly headers?: Record<string, string>;
    }
  | { readonly type: 'redirect'; readonly to: string; readonly status?: number }
  /** Sends the headers and `head`, then nothing more until the client leaves. */
  | { readonly type: 'stall'; readonly head?: string }
  /** Announces more bytes than it sends, then breaks the connection. */
  | { readonly type: 'cut'; readonly head: string; readonly announced: number }
  /** Breaks the connection without a response. */
  | { readonly type: 'hang-up' };

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface TestServer {
  /** `http://127.0.0.1:PORT`, without a final slash. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when a request for this path has come. */
  arrived(path: string): Promise<void>;
}

/**
 * An HTTP server on 127.0.0.1 that stops when the current test is over. Routes map a path with its query to
 * a response or a function of the request; any other path is a 404.
 */
export async function startHttpServer(
  routes: Record<string, Answer | ((request: ReceivedRequest) => Answer)>,
): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const waiting: { path: string; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    requests.push(received);
    const route = routes[received.path];
    const answer = typeof route === 'function' ? route(received) : route;
    send(response, answer ?? { type: 'body', status: 404, body: 'no such path' });
    for (const { path, resolve } of waiting) if (path === received.path) resolve();
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    requests,
    arrived: (path) =>
      requests.some((request) => request.path === path)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ path, resolve })),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  switch (answer.type) {
    case 'body':
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
      return;
    case 'redirect':
      response.writeHead(answer.status ?? 302, { location: answer.to }).end();
      return;
    case 'stall':
      response.writeHead(200).write(answer.head ?? 'x');
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': String(answer.announced) });
      response.write(answer.head, () => response.destroy());
      return;
    case 'hang-up':
      response.destroy();
      return;
    default:
      answer satisfies never;
  }
}
