import type { CallOptions } from '@rbee/artifact-catalog';
import { type HttpAnswer, httpGet } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import { isProvisionError, ProvisionError } from '../errors.js';
import type { WorkerList, WorkerMetadata, WorkerRegistry } from '../types.js';
import { requireWorkerId } from '../worker-id.js';
import { type Read, readWorkerEntries, readWorkers } from './schema.js';
import { rethrowUnreachable } from './unreachable.js';

/** Bytes of the list and of one entry. */
const MAX_METADATA_BYTES = 8 * 1024 * 1024;
/** Bytes of a PKGBUILD. */
export const MAX_PKGBUILD_BYTES = 1024 * 1024;
/** Bytes of one local file of a recipe. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

export interface HttpRegistryOptions {
  /** Base URL, such as `http://localhost:8787`. */
  readonly url: string;
  /** Performs the requests; an in-process server's `fetch` needs no port. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A client of the worker registry's HTTP API. @throws ProvisionError `REGISTRY_INVALID` when `url` is none */
export function createHttpRegistry({ url, fetch }: HttpRegistryOptions): WorkerRegistry {
  const base = registryBase(url);
  const origin = redactUrl(base.href).replace(/\/$/, '');
  const get = (target: URL, maxBytes: number, { signal }: CallOptions = {}) =>
    request(target, { fetch, signal, maxBytes });

  async function list(options?: CallOptions): Promise<WorkerList> {
    const answer = requireSuccess(await get(new URL('workers', base), MAX_METADATA_BYTES, options), origin);
    const entries = requireValue(readWorkerEntries(parseJson(answer)), answer.url);
    const reads = entries.map(readWorkers);
    return {
      workers: reads.flatMap((read) => ('value' in read ? read.value : [])),
      problems: reads.flatMap((read, index) =>
        'problem' in read ? [`workers.${index}.${read.problem}`] : [],
      ),
    };
  }

  async function find(id: string, options?: CallOptions): Promise<WorkerMetadata> {
    requireWorkerId(id);
    const answer = await get(new URL(`workers/${id}`, base), MAX_METADATA_BYTES, options);
    if (answer.status === 404) return findVariant(id, options);
    const workers = requireValue(readWorkers(parseJson(requireSuccess(answer, origin))), answer.url);
    const worker = workers.find((candidate) => candidate.id === id);
    if (worker === undefined) throw invalidAnswer(answer.url, `it describes another worker than ${id}`);
    return worker;
  }

  /** A registry with `variants` knows `llm-worker-rbee`, and lists `llm-worker-rbee-cpu` inside it. */
  async function findVariant(id: string, options?: CallOptions): Promise<WorkerMetadata> {
    const { workers } = await list(options).catch((error: unknown) => {
      if (isProvisionError(error) && error.code === 'REGISTRY_STATUS') return { workers: [] };
      throw error;
    });
    const worker = workers.find((candidate) => candidate.id === id);
    if (worker === undefined) throw workerNotFound(id, origin, workers);
    return worker;
  }

  async function pkgbuild(worker: WorkerMetadata, options?: CallOptions): Promise<string> {
    const target = new URL(worker.pkgbuildUrl ?? `workers/${worker.id}/PKGBUILD`, base);
    if (target.origin !== base.origin)
      throw invalidAnswer(origin, `${worker.id}'s pkgbuild_url leads to another origin`);
    const answer = requireSuccess(await get(target, MAX_PKGBUILD_BYTES, options), origin);
    return decodeText(answer);
  }

  async function file(worker: WorkerMetadata, name: string, options?: CallOptions): Promise<Uint8Array> {
    const target = new URL(`workers/${worker.id}/files/${encodeURIComponent(name)}`, base);
    return requireSuccess(await get(target, MAX_FILE_BYTES, options), origin).body;
  }

  return { origin, list, find, pkgbuild, file };
}

function registryBase(url: string): URL {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url.replace(/\/*$/, '/'));
  throw new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The worker registry's URL ${JSON.stringify(redactUrl(url))} is no http or https URL.`,
    hint: 'Give a base URL such as http://localhost:8787.',
  });
}

interface RequestOptions extends CallOptions, Pick<HttpRegistryOptions, 'fetch'> {
  readonly maxBytes: number;
}

async function request(target: URL, options: RequestOptions): Promise<HttpAnswer> {
  try {
    return await httpGet(target.href, { ...options, accept: 'application/json, text/plain, */*;q=0.1' });
  } catch (error) {
    return rethrowUnreachable(error, {
      target: `The worker registry at ${redactUrl(target.origin)}`,
      hint: 'Start the registry, or set WORKER_CATALOG_URL to one that runs.',
    });
  }
}

function requireSuccess(answer: HttpAnswer, origin: string): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ProvisionError({
    code: 'REGISTRY_STATUS',
    message: `The worker registry at ${origin} answered ${answer.status} to ${redactUrl(answer.url)}.`,
    hint: answer.status >= 500 ? 'Try again later, or ask who runs the registry.' : undefined,
  });
}

function parseJson(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(decodeText(answer));
  } catch (cause) {
    throw invalidAnswer(answer.url, 'it is no JSON', cause);
  }
}

function decodeText(answer: HttpAnswer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(answer.body);
  } catch (cause) {
    throw invalidAnswer(answer.url, 'it is no UTF-8 text', cause);
  }
}

function requireValue<T>(read: Read<T>, url: string): T {
  if ('problem' in read) throw invalidAnswer(url, read.problem);
  return read.value;
}

function invalidAnswer(url: string, problem: string, cause?: unknown): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The answer of the worker registry at ${redactUrl(url)} cannot be used: ${problem}.`,
    hint: 'Check that WORKER_CATALOG_URL names a worker registry.',
    cause,
  });
}

function workerNotFound(id: string, origin: string, workers: readonly WorkerMetadata[]): ProvisionError {
  const ids = workers.map((worker) => worker.id).sort();
  return new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `The worker registry at ${origin} has no worker ${id}.`,
    hint:
      ids.length === 0
        ? 'It lists no workers.'
        : `It has ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ' …' : ''}.`,
  });
}
