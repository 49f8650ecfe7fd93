import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type { WorkerStore } from '../store/types.js';
import { createRequestLimiter, type RateLimit } from './limit-requests.js';
import { createMetrics, type Metrics } from './metrics.js';
import { observeRequests, type RequestRecord } from './observe-requests.js';
import { openApiDocument } from './openapi.js';
import { refuse } from './refuse.js';
import type { RegistryEnv } from './registry-env.js';
import { type SignedFileReader, signedRoutes } from './signed-routes.js';
import { type Handler, workerRoutes } from './worker-routes.js';

export interface RegistryAppOptions {
  /** The workers it serves. */
  readonly store: WorkerStore;
  /** The version that `GET /health` reports. */
  readonly version: string;
  /**
   * Called with the error behind every 500 response, which does not show it.
   * @default none
   */
  readonly onError?: ((error: Error) => void) | undefined;
  /** Called with every request, once its response is complete. @default none */
  readonly onRequest?: ((request: RequestRecord) => void) | undefined;
  /** Origins whose pages may read responses, or `*` for all. @default none */
  readonly cors?: readonly string[] | undefined;
  /** How many requests one client may make; it applies where the server passes the client's address. @default no limit */
  readonly rateLimit?: RateLimit | undefined;
  /** Seconds for which caches may use a response without asking again. @default 0 */
  readonly maxAge?: number | undefined;
  /** A file of the signed tree by its path below `/tuf/`, such as `metadata/timestamp.json`. @default none: 404 */
  readonly signedFile?: SignedFileReader | undefined;
  /** Whether `GET /metrics` is served. @default true */
  readonly metrics?: boolean | undefined;
}

/**
 * The registry's HTTP interface as a Hono app: serve it, or call its `fetch` in-process. It needs nothing of
 * Node, so it runs wherever Hono does. A server passes the client's address as the second argument of `fetch`,
 * `{ clientAddress }`.
 *
 * Every successful response has an ETag, and a matching `If-None-Match` gets 304. Every error is
 * `{"error": "…"}`: 400 for a malformed id, version, file name or query, 404 for what is not there, 405 for a
 * method other than GET and HEAD, 429 with `Retry-After` for too many requests, 500 when the store fails.
 */
export function createRegistryApp(options: RegistryAppOptions): Hono<RegistryEnv> {
  const app = new Hono<RegistryEnv>();
  const metrics = createMetrics();
  app.use(observeRequests({ metrics, onRequest: options.onRequest }));
  app.use(secureHeaders(securityHeaders(options.cors)));
  if (options.cors !== undefined && options.cors.length > 0) app.use(allowOrigins(options.cors));
  if (options.rateLimit !== undefined) app.use(limitRequests(options.rateLimit));
  app.use(compress({ encoding: 'gzip', contentTypeFilter: isCompressible }));
  app.use(etag());
  addRoutes(app, options, metrics);
  app.notFound((context) => refuse(context, 404, { error: 'Not found' }));
  app.onError((error, context) => {
    options.onError?.(error);
    return refuse(context, 500, { error: 'Internal error' });
  });
  return app;
}

function addRoutes(app: Hono<RegistryEnv>, options: RegistryAppOptions, metrics: Metrics): void {
  const { store, version, maxAge = 0, metrics: servesMetrics = true } = options;
  const document = openApiDocument({ version, metrics: servesMetrics });
  const fresh: Record<string, Handler> = {
    ...(options.signedFile && signedRoutes(options.signedFile)),
    '/health': async (context) => context.json({ status: 'ok', service: 'worker-catalog', version }),
    ...(servesMetrics && {
      '/metrics': async (context: Context<RegistryEnv>) => {
        const counts = store.counts?.() ?? { served: (await store.list()).length, refused: [] };
        const type = 'text/plain; version=0.0.4; charset=utf-8';
        return context.body(metrics.format({ version, counts }), 200, { 'content-type': type });
      },
    }),
  };
  const cached: Record<string, Handler> = {
    ...workerRoutes(store),
    '/openapi.json': async (context) => context.json(document),
  };
  const routes = [
    ...Object.entries(fresh).map(([path, serve]) => ({ path, serve, caching: 'no-store' })),
    ...Object.entries(cached).map(([path, serve]) => ({
      ...{ path, serve, caching: `public, max-age=${maxAge}, must-revalidate` },
    })),
  ];
  for (const { path, serve, caching } of routes) {
    app.get(path, (context) => {
      context.header('cache-control', caching);
      return serve(context);
    });
    app.all(path, refuseMethod);
  }
}

function securityHeaders(origins: readonly string[] = []): Parameters<typeof secureHeaders>[0] {
  return {
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], sandbox: [] },
    crossOriginResourcePolicy: origins.length > 0 ? 'cross-origin' : 'same-origin',
    xFrameOptions: 'DENY',
    // The proxy that adds TLS sets its lifetime.
    strictTransportSecurity: false,
  };
}

function allowOrigins(origins: readonly string[]): MiddlewareHandler<RegistryEnv> {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD'],
    allowHeaders: ['If-None-Match'],
    exposeHeaders: ['ETag', 'Retry-After'],
    maxAge: 600,
  });
}

/** Health is exempt: what watches a server must not count against those who use it. */
function limitRequests(limit: RateLimit): MiddlewareHandler<RegistryEnv> {
  const take = createRequestLimiter(limit);
  return async (context, next) => {
    const client = context.env?.clientAddress;
    const seconds = client === undefined || context.req.path === '/health' ? 0 : take(client);
    if (seconds === 0) return next();
    context.header('retry-after', String(seconds));
    return refuse(context, 429, { error: 'Too many requests' });
  };
}

function isCompressible(type: string): boolean {
  return /^(?:application\/json|text\/plain)\b/.test(type);
}

async function refuseMethod(context: Context<RegistryEnv>): Promise<Response> {
  context.header('allow', 'GET, HEAD');
  return refuse(context, 405, { error: 'Method not allowed' });
}
