import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { isFileName, isWorkerId } from './names.js';
import type { WorkerStore } from './types.js';

export interface RegistryAppOptions {
  /** The workers it serves. */
  readonly store: WorkerStore;
  /** The version that `GET /health` tells. */
  readonly version: string;
  /**
   * Told of every error that a request met and that its answer, a 500, keeps to itself.
   * @default nobody is told
   */
  readonly onError?: ((error: Error) => void) | undefined;
}

/**
 * The registry's HTTP interface as a Hono app: serve it, or call its `fetch` in-process. It needs nothing of
 * Node, so it runs wherever Hono does.
 *
 * Every successful answer carries an ETag, and a matching `If-None-Match` is answered 304. Every error is
 * `{"error": "…"}`: 400 for a malformed id or file name, 404 for what is not there, 405 for a method other
 * than GET and HEAD, 500 when the store fails.
 */
export function createRegistryApp(options: RegistryAppOptions): Hono {
  const app = new Hono();
  app.use(setSecurityHeaders);
  app.use(etag());
  addRoutes(app, options);
  app.notFound((context) => refuse(context, 404, 'Not found'));
  app.onError((error, context) => {
    options.onError?.(error);
    return refuse(context, 500, 'Internal error');
  });
  return app;
}

function addRoutes(app: Hono, { store, version }: RegistryAppOptions): void {
  const routes: Record<string, (context: Context) => Promise<Response>> = {
    '/health': async (context) => context.json({ status: 'ok', service: 'worker-catalog', version }),
    '/workers': async (context) => context.json({ workers: await store.list() }),
    '/workers/:id': (context) => serveMetadata(context, store),
    '/workers/:id/PKGBUILD': (context) => servePkgbuild(context, store),
    '/workers/:id/files/:name': (context) => serveFile(context, store),
  };
  for (const [path, serve] of Object.entries(routes)) {
    app.get(path, serve);
    app.all(path, refuseMethod);
  }
}

async function setSecurityHeaders(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  context.res.headers.set('x-content-type-options', 'nosniff');
}

async function serveMetadata(context: Context, store: WorkerStore): Promise<Response> {
  const id = context.req.param('id') ?? '';
  if (!isWorkerId(id)) return refuse(context, 400, 'Malformed worker id');
  const worker = await store.find(id);
  return worker === undefined ? refuse(context, 404, 'Worker not found') : context.json(worker);
}

async function servePkgbuild(context: Context, store: WorkerStore): Promise<Response> {
  const id = context.req.param('id') ?? '';
  if (!isWorkerId(id)) return refuse(context, 400, 'Malformed worker id');
  const pkgbuild = await store.pkgbuild(id);
  if (pkgbuild === undefined) return refuse(context, 404, 'Worker not found');
  return context.body(pkgbuild, 200, { 'content-type': 'text/plain; charset=utf-8' });
}

async function serveFile(context: Context, store: WorkerStore): Promise<Response> {
  const id = context.req.param('id') ?? '';
  const name = context.req.param('name') ?? '';
  if (!isWorkerId(id)) return refuse(context, 400, 'Malformed worker id');
  if (!isFileName(name)) return refuse(context, 400, 'Malformed file name');
  if ((await store.find(id)) === undefined) return refuse(context, 404, 'Worker not found');
  const file = await store.file(id, name);
  if (file === undefined) return refuse(context, 404, 'File not found');
  return context.body(file, 200, { 'content-type': 'application/octet-stream' });
}

function refuseMethod(context: Context): Response {
  context.header('allow', 'GET, HEAD');
  return refuse(context, 405, 'Method not allowed');
}

type ErrorStatus = 400 | 404 | 405 | 500;

function refuse(context: Context, status: ErrorStatus, error: string): Response {
  return context.json({ error }, status);
}
