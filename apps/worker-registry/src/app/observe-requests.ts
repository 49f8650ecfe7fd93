import { showForeign } from '@rbee-internal/redact-url';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Metrics } from './metrics.js';
import type { RegistryEnv } from './registry-env.js';

/** One request as it may be logged: no query, no header, and nothing of its body. */
export interface RequestRecord {
  readonly method: string;
  /** As the client wrote it, without its query, cut and with control characters shown as escapes. */
  readonly path: string;
  /** The pattern that it met, such as `/workers/:id`; `unmatched` for none. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds until the response was ready. */
  readonly ms: number;
  /** Of the response body as it is sent. */
  readonly bytes: number;
  /** The client's address, where the server passes it. */
  readonly client?: string | undefined;
}

export interface ObserveRequestsOptions {
  readonly metrics: Metrics;
  readonly onRequest?: ((request: RequestRecord) => void) | undefined;
}

const METHODS: ReadonlySet<string> = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS'.split(' '));

/** Reports each request once its response is complete, and sets the `content-length`. */
export function observeRequests({
  metrics,
  onRequest,
}: ObserveRequestsOptions): MiddlewareHandler<RegistryEnv> {
  return async (context, next) => {
    const start = performance.now();
    await next();
    const bytes = await sizeAnswer(context);
    const matched = routePath(context, -1);
    const record = {
      method: METHODS.has(context.req.method) ? context.req.method : 'OTHER',
      route: matched === '' || matched.includes('*') ? 'unmatched' : matched,
      status: context.res.status,
      ms: Math.round((performance.now() - start) * 1000) / 1000,
    };
    metrics.count(record);
    const client = context.env?.clientAddress;
    onRequest?.({
      ...record,
      path: showForeign(context.req.path),
      bytes,
      ...(client !== undefined && { client }),
    });
  };
}

/** Responses are small and built in memory, so a compressed one is collected again to know its length. */
async function sizeAnswer(context: Parameters<MiddlewareHandler<RegistryEnv>>[0]): Promise<number> {
  const { res, req } = context;
  if (req.method === 'HEAD' || res.body === null) return 0;
  const known = res.headers.get('content-length');
  if (known !== null) return Number(known);
  const body = await res.arrayBuffer();
  context.res = new Response(body, res);
  context.res.headers.set('content-length', String(body.byteLength));
  return body.byteLength;
}
