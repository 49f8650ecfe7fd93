import { redactUrl } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { type Read, readWorkerEntries, readWorkers } from '@rbee-internal/worker-entry';
import { isProvisionError, ProvisionError } from '../errors.js';
import { isLoopback } from '../license/origins.js';
import { requireOptions } from '../options/check-options.js';
import type { RegistryCallOptions } from './call-options.js';
import { type HttpRegistryOptions, httpRegistryOptionsSchema } from './http-registry-options.js';
import { keyFileName, MAX_KEY_BYTES } from './key-files.js';
import { MAX_FILE_BYTES, MAX_METADATA_BYTES, MAX_PKGBUILD_BYTES } from './limits.js';
import { isVariantOf } from './lookup/variants.js';
import { workerNotFound } from './lookup/worker-not-found.js';
import { createRegistryClient, type RegistryDocument } from './registry-client.js';
import { createSignedRegistry } from './signed/create-signed-registry.js';
import { unsignedRegistry } from './signed/unsigned-registry.js';
import { defaultTrust } from './trust.js';
import { requireWorkerId } from './worker-id.js';
import type { FoundWorkers, RegistryTrust, WorkerList, WorkerRegistry } from './worker-registry.js';

/**
 * A client of the worker registry's HTTP API.
 *
 * @throws ProvisionError `INVALID_OPTIONS`; `REGISTRY_INVALID` when a URL is not one
 * @example const registry = createHttpRegistry({ url: 'http://localhost:8787' });
 */
export function createHttpRegistry(options: HttpRegistryOptions): WorkerRegistry {
  requireOptions('createHttpRegistry', httpRegistryOptionsSchema, options);
  const base = registryBase(options.url);
  for (const mirror of options.mirrors ?? []) registryBase(mirror);
  const origin = redactUrl(base.href).replace(/\/$/, '');
  const trust = trustOf(options);
  if (options.trustedRoot !== undefined) return createSignedRegistry({ base, origin, trust, options });
  const isHere = isOnThisMachine(options);
  if (!isHere && options.allowUnsigned !== true) return unsignedRegistry(origin, trust);
  const client = createRegistryClient(base, options);
  const get = (path: string, maxBytes: number, call: RegistryCallOptions = {}) =>
    client.get(new URL(path, base), { ...call, maxBytes });

  async function list(call?: RegistryCallOptions): Promise<WorkerList> {
    const answer = requireSuccess(await get('workers', MAX_METADATA_BYTES, call), origin);
    const entries = requireValue(readWorkerEntries(parseJson(answer)), answer.url);
    const reads = entries.map(readWorkers);
    return {
      workers: reads.flatMap((read) => ('value' in read ? read.value : [])),
      problems: reads.flatMap((read, index) =>
        'problem' in read ? [`workers.${index}.${read.problem}`] : [],
      ),
    };
  }

  async function find(id: string, call?: RegistryCallOptions): Promise<FoundWorkers> {
    requireWorkerId(id);
    const answer = await get(`workers/${id}`, MAX_METADATA_BYTES, call);
    if (answer.status === 404) return findListed(id, call);
    const workers = requireValue(readWorkers(parseJson(requireSuccess(answer, origin))), answer.url);
    const worker = workers.find((candidate) => candidate.id === id);
    if (worker !== undefined) return [worker];
    const [first, ...others] = workers.filter(({ variantOf }) => variantOf === id);
    if (first === undefined) throw invalidAnswer(answer.url, `it describes another worker than ${id}`);
    return [first, ...others];
  }

  /** A registry with `variants` knows `llm-worker-rbee`, and lists `llm-worker-rbee-cpu` inside it. */
  async function findListed(id: string, call?: RegistryCallOptions): Promise<FoundWorkers> {
    const { workers } = await list(call).catch((error: unknown) => {
      if (isProvisionError(error) && error.code === 'REGISTRY_STATUS') return { workers: [] };
      throw error;
    });
    const worker = workers.find((candidate) => candidate.id === id);
    if (worker !== undefined) return [worker];
    const [first, ...others] = workers.filter((candidate) => isVariantOf(id, candidate));
    if (first === undefined) throw workerNotFound(id, origin, workers);
    return [first, ...others];
  }

  async function pkgbuild(worker: WorkerMetadata, call?: RegistryCallOptions): Promise<string> {
    const path = worker.pkgbuildUrl ?? `workers/${worker.id}/PKGBUILD`;
    if (new URL(path, base).origin !== base.origin)
      throw invalidAnswer(origin, `${worker.id}'s pkgbuild_url leads to another origin`);
    return decodeText(requireSuccess(await get(path, MAX_PKGBUILD_BYTES, call), origin));
  }

  async function file(worker: WorkerMetadata, name: string, call?: RegistryCallOptions): Promise<Uint8Array> {
    const path = `workers/${worker.id}/files/${encodeURIComponent(name)}`;
    return requireSuccess(await get(path, MAX_FILE_BYTES, call), origin).body;
  }

  async function key(worker: WorkerMetadata, fingerprint: string, call?: RegistryCallOptions) {
    const answer = await get(`workers/${worker.id}/files/${keyFileName(fingerprint)}`, MAX_KEY_BYTES, call);
    return answer.status === 404 ? undefined : requireSuccess(answer, origin).body;
  }

  const signatureOf = () => (isHere ? undefined : ('unsigned' as const));
  return { origin, trustOf: () => trust, signatureOf, list, find, pkgbuild, file, key };
}

/** What a server on this machine says needs no signatures: no one is between. */
function isOnThisMachine({ url, mirrors = [], inProcess = false }: HttpRegistryOptions): boolean {
  return inProcess || [url, ...mirrors].every((each) => isLoopback(new URL(each).hostname));
}

function trustOf({ url, mirrors = [], licenseOrigins, localSources }: HttpRegistryOptions): RegistryTrust {
  const trust = defaultTrust([url, ...mirrors]);
  return {
    localSources: localSources ?? trust.localSources,
    licenseOrigins: licenseOrigins ?? trust.licenseOrigins,
  };
}

function registryBase(url: string): URL {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url.replace(/\/*$/, '/'));
  throw new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The worker registry's URL ${JSON.stringify(redactUrl(url))} is no http or https URL.`,
    hint: 'Give a base URL such as http://localhost:8787.',
  });
}

function requireSuccess(answer: RegistryDocument, origin: string): RegistryDocument {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ProvisionError({
    code: 'REGISTRY_STATUS',
    message: `The worker registry at ${origin} answered ${answer.status} to ${answer.url}.`,
  });
}

function parseJson(answer: RegistryDocument): unknown {
  try {
    return JSON.parse(decodeText(answer));
  } catch (cause) {
    throw invalidAnswer(answer.url, 'it is not JSON', cause);
  }
}

function decodeText(answer: RegistryDocument): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(answer.body);
  } catch (cause) {
    throw invalidAnswer(answer.url, 'it is not UTF-8 text', cause);
  }
}

function requireValue<T>(read: Read<T>, url: string): T {
  if ('problem' in read) throw invalidAnswer(url, read.problem);
  return read.value;
}

function invalidAnswer(url: string, problem: string, cause?: unknown): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The response of the worker registry at ${url} cannot be used: ${problem}.`,
    hint: 'Check that WORKER_CATALOG_URL names a worker registry.',
    cause,
  });
}
