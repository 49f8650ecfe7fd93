import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { statusOf, toApiError } from '../api-failure.js';
import { DaemonError } from '../errors.js';
import type { Gateway } from '../gateway/gateway.js';
import type { Log } from '../log-to.js';
import type { Guard } from './guard.js';
import type { Answer, FindRoute, Handler } from './router.js';
import { DATA_HEADERS } from './security-headers.js';

export interface ListenerInit {
  readonly guard: Guard;
  readonly findRoute: FindRoute;
  /** Responds where no route does: with the web page. */
  readonly fallback: Handler;
  readonly log: Log;
  /** Takes its own paths before the guard: its clients have keys of their own, and are checked there. */
  readonly gateway?: Pick<Gateway, 'takes' | 'handle'> | undefined;
}

const RETRY_SECONDS = '5';

/** Checks each request, finds its route, and sends failures as `ErrorBody`. */
export function createListener(init: ListenerInit): RequestListener {
  return (request, response) => {
    const began = Date.now();
    const leaving = new AbortController();
    response.on('close', () => {
      leaving.abort();
      init.log.info('request', {
        method: request.method ?? '',
        path: pathOf(request),
        status: response.statusCode,
        milliseconds: Date.now() - began,
      });
    });
    // A client that breaks its connection is its own affair.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void answer(init, { request, response, signal: leaving.signal });
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

async function answer(
  { guard, findRoute, fallback, log, gateway }: ListenerInit,
  exchange: Exchange,
): Promise<void> {
  const { request, response, signal } = exchange;
  try {
    const pathname = pathOf(request);
    if (gateway?.takes(pathname)) return await gateway.handle(exchange, pathname);
    guard(request, pathname);
    const found = findRoute(request.method ?? '', pathname);
    const query = new URLSearchParams((request.url ?? '').slice(pathname.length + 1));
    const call = { ...exchange, params: found?.params ?? {}, query };
    const result = await (found?.route.handle ?? fallback)(call);
    if (result !== undefined) sendJson(exchange, result);
  } catch (error) {
    if (signal.aborted) return;
    const status = statusOf(error);
    if (status === 500)
      log.error('a request failed', { path: pathOf(request), reason: toApiError(error).message });
    if (response.headersSent) response.destroy();
    else sendError(exchange, error);
  }
}

/** The path as it was sent, without the query; what is not a path has none. */
function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function sendJson({ request, response }: Exchange, { status = 200, body }: Answer): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...DATA_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function sendError(exchange: Exchange, error: unknown): void {
  const { request, response } = exchange;
  if (error instanceof DaemonError) {
    if (error.code === 'BUSY') response.setHeader('retry-after', RETRY_SECONDS);
    if (error.code === 'UNAUTHORIZED') response.setHeader('www-authenticate', 'Bearer');
  }
  // What is left of a body that no one read does not become the next request.
  if (!request.complete) {
    response.setHeader('connection', 'close');
    request.resume();
  }
  sendJson(exchange, { status: statusOf(error), body: { error: toApiError(error) } });
}
