import type { Context } from 'hono';
import { findFile } from '../store/create-memory-store.js';
import { isFileName, isVersion, isWorkerId } from '../store/names.js';
import type { WorkerMetadata, WorkerRelease, WorkerStore } from '../store/types.js';
import { isYanked } from '../store/yanked.js';
import { filterWorkers, readFilter } from './filter-workers.js';
import { acceptsGzip, listDocument } from './list-document.js';
import { refuse } from './refuse.js';
import type { RegistryEnv } from './registry-env.js';

type RegistryContext = Context<RegistryEnv>;
export type Handler = (context: RegistryContext) => Promise<Response>;

/** The routes that serve workers, by path. */
export function workerRoutes(store: WorkerStore): Readonly<Record<string, Handler>> {
  return {
    '/workers': (context) => serveList(context, store),
    '/workers/:id': (context) =>
      withWorker(context, async (id) => {
        const worker = await store.find(id);
        return worker === undefined ? notFound(context) : context.json(worker);
      }),
    '/workers/:id/PKGBUILD': (context) =>
      withWorker(context, async (id) => serveRecipe(context, await store.pkgbuild(id))),
    '/workers/:id/files/:name': (context) => withWorker(context, (id) => serveFile(context, { store, id })),
    '/workers/:id/versions': (context) => withWorker(context, (id) => serveVersions(context, { store, id })),
    '/workers/:id/versions/:version': (context) =>
      withRelease(context, store, async ({ metadata }) => context.json(ofVersion(metadata))),
    '/workers/:id/versions/:version/PKGBUILD': (context) =>
      withRelease(context, store, async ({ pkgbuild }) => serveRecipe(context, pkgbuild)),
    '/workers/:id/versions/:version/files/:name': (context) =>
      withRelease(context, store, async (release) =>
        serveContent(context, (name) => Promise.resolve(findFile(release, name))),
      ),
  };
}

async function serveList(context: RegistryContext, store: WorkerStore): Promise<Response> {
  const read = readFilter(context.req.queries());
  if (read.type === 'invalid') {
    const error = `Bad query parameter "${read.parameter}": expected ${read.expected}`;
    return refuse(context, 400, { error, parameter: read.parameter });
  }
  const workers = await store.list();
  if (read.filter !== undefined) return context.json({ workers: filterWorkers(workers, read.filter) });
  const { body, gzip, etag } = await listDocument(workers);
  const isZipped = acceptsGzip(context.req.header('accept-encoding'));
  const content = isZipped ? gzip : body;
  return context.body(content, 200, {
    'content-type': 'application/json',
    'content-length': String(content.byteLength),
    vary: 'Accept-Encoding',
    etag: isZipped ? `W/${etag}` : etag,
    ...(isZipped && { 'content-encoding': 'gzip' }),
  });
}

async function withWorker(
  context: RegistryContext,
  serve: (id: string) => Promise<Response>,
): Promise<Response> {
  const id = context.req.param('id') ?? '';
  return isWorkerId(id) ? serve(id) : refuse(context, 400, { error: 'Malformed worker id' });
}

function notFound(context: RegistryContext): Response {
  return refuse(context, 404, { error: 'Worker not found' });
}

function serveRecipe(context: RegistryContext, pkgbuild: string | undefined): Response {
  if (pkgbuild === undefined) return notFound(context);
  return context.body(pkgbuild, 200, { 'content-type': 'text/plain; charset=utf-8' });
}

interface FoundStore {
  readonly store: WorkerStore;
  readonly id: string;
}

function serveFile(context: RegistryContext, { store, id }: FoundStore): Promise<Response> {
  return serveContent(context, async (name) => {
    const file = await store.file(id, name);
    return file === undefined && (await store.find(id)) === undefined ? 'no worker' : file;
  });
}

async function serveContent(
  context: RegistryContext,
  find: (name: string) => Promise<Uint8Array<ArrayBuffer> | 'no worker' | undefined>,
): Promise<Response> {
  const name = context.req.param('name') ?? '';
  if (!isFileName(name)) return refuse(context, 400, { error: 'Malformed file name' });
  const file = await find(name);
  if (file === 'no worker') return notFound(context);
  if (file === undefined) return refuse(context, 404, { error: 'File not found' });
  return context.body(file, 200, { 'content-type': 'application/octet-stream' });
}

/** The newest first; `current` is the version that `GET /workers/:id` returns, where one is offered. */
async function serveVersions(context: RegistryContext, { store, id }: FoundStore): Promise<Response> {
  const releases = await store.releases?.(id);
  const current = await store.find(id);
  if (releases === undefined || current === undefined) return notFound(context);
  return context.json({
    id,
    ...(!isYanked(current) && { current: current.version }),
    versions: releases.map(({ metadata }) => ofVersion(metadata)),
  });
}

async function withRelease(
  context: RegistryContext,
  store: WorkerStore,
  serve: (release: WorkerRelease) => Promise<Response>,
): Promise<Response> {
  return withWorker(context, async (id) => {
    const version = context.req.param('version') ?? '';
    if (!isVersion(version)) return refuse(context, 400, { error: 'Malformed version' });
    const releases = await store.releases?.(id);
    if (releases === undefined) return notFound(context);
    const release = releases.find(({ metadata }) => metadata.version === version);
    return release === undefined ? refuse(context, 404, { error: 'Version not found' }) : serve(release);
  });
}

/** A version's entry leads to its own recipe, and not to the current one. */
function ofVersion(metadata: WorkerMetadata): WorkerMetadata {
  const { id, version } = metadata;
  return { ...metadata, pkgbuild_url: `/workers/${id}/versions/${encodeURIComponent(version)}/PKGBUILD` };
}
