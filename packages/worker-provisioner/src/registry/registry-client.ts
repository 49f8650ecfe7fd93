import { type HttpAnswer, isSourceFetchError } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import type { RegistryCallOptions } from './call-options.js';
import { defaultFetch } from './default-fetch.js';
import { type CachedDocument, createDocumentCache } from './document-cache.js';
import { deadlineFor, getWithin, isTooSlow } from './get-document.js';
import type { HttpRegistryOptions } from './http-registry-options.js';

/** What a registry says of one document. */
export interface RegistryDocument {
  /** 200 when the body is one, else the status of the refusal. */
  readonly status: number;
  readonly body: Uint8Array;
  /** Where it came from, without credentials. */
  readonly url: string;
}

export interface DocumentRequest extends RegistryCallOptions {
  /** Bytes of the document. */
  readonly maxBytes: number;
}

/** Reads documents of a registry: from it, from its mirrors, or from the last good copy. */
export interface RegistryClient {
  /**
   * @param url of the registry's own origin
   * @throws ProvisionError `REGISTRY_UNREACHABLE`, `REGISTRY_STATUS` (5xx and 429), `REGISTRY_INVALID` (too large)
   */
  get(url: URL, request: DocumentRequest): Promise<RegistryDocument>;
}

/** Milliseconds without a byte before a registry counts as down: a copy or a mirror is used then. */
const STALL_MILLISECONDS = 20_000;

/** A client over a registry's base URL, which ends in a slash. */
export function createRegistryClient(base: URL, options: HttpRegistryOptions): RegistryClient {
  const mirrors = (options.mirrors ?? []).map((mirror) => mirror.replace(/\/*$/, '/'));
  const cache = options.cacheDir === undefined ? undefined : createDocumentCache(options.cacheDir);
  const now = options.now ?? (() => new Date());

  async function get(url: URL, request: DocumentRequest): Promise<RegistryDocument> {
    request.signal?.throwIfAborted();
    const copy = await cache?.read(url.href);
    const asked = options.offline ? { down: offline(base) } : await ask(url, request, copy);
    if ('answer' in asked) return remember(url, asked.answer, copy);
    if (copy === undefined) throw asked.down;
    request.onEvent?.({
      type: 'registry-stale',
      origin: redactUrl(base.origin),
      fetchedAt: copy.fetchedAt,
      reason: asked.down.message,
    });
    return { status: 200, body: copy.body, url: redactUrl(url.href) };
  }

  /** Asks the registry and then its mirrors, until one is up; when none is, the registry's own failure counts. */
  async function ask(url: URL, request: DocumentRequest, copy: CachedDocument | undefined): Promise<Asked> {
    const below = url.href.startsWith(base.href) ? url.href.slice(base.href.length) : undefined;
    const stands = below === undefined ? [] : mirrors.map((mirror) => mirror + below);
    const first = await askOne(url.href, { ...options, ...request }, copy?.etag);
    if ('answer' in first) return first;
    for (const stand of stands) {
      const asked = await askOne(stand, { ...options, ...request }, copy?.etag);
      if ('answer' in asked) return asked;
    }
    return first;
  }

  async function remember(
    url: URL,
    answer: HttpAnswer,
    copy: CachedDocument | undefined,
  ): Promise<RegistryDocument> {
    const shown = redactUrl(answer.url);
    if (answer.status === 304 && copy !== undefined) return { status: 200, body: copy.body, url: shown };
    if (answer.status === 404 || answer.status === 410) await cache?.remove(url.href);
    if (answer.status === 200) {
      const etag = answer.headers.get('etag') ?? undefined;
      await cache?.write(url.href, { body: answer.body, etag, fetchedAt: now().toISOString() });
    }
    return { status: answer.status, body: answer.body, url: shown };
  }

  return { get };
}

/** An answer to go by, or why there is none. */
type Asked = { readonly answer: HttpAnswer } | { readonly down: ProvisionError };

async function askOne(
  url: string,
  request: DocumentRequest & Pick<HttpRegistryOptions, 'fetch' | 'timeoutMilliseconds'>,
  etag: string | undefined,
): Promise<Asked> {
  try {
    const answer = await getWithin(request.timeoutMilliseconds ?? deadlineFor(request.maxBytes), url, {
      fetch: request.fetch ?? defaultFetch,
      signal: request.signal,
      maxBytes: request.maxBytes,
      stallMilliseconds: STALL_MILLISECONDS,
      accept: 'application/json, text/plain, */*;q=0.1',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
    const isDown = answer.status >= 500 || answer.status === 429;
    return isDown ? { down: answeredBadly(answer) } : { answer };
  } catch (error) {
    if (!isSourceFetchError(error) && !isTooSlow(error)) throw error;
    const failure = failureOf(url, error);
    if (failure.code === 'REGISTRY_INVALID') throw failure;
    return { down: failure };
  }
}

function answeredBadly({ url, status }: HttpAnswer): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_STATUS',
    message: `The worker registry at ${redactUrl(new URL(url).origin)} answered ${status} to ${redactUrl(url)}.`,
    hint: 'Try again later, or ask who runs the registry.',
  });
}

function failureOf(url: string, cause: Error & { readonly code?: string }): ProvisionError {
  return new ProvisionError({
    code: cause.code === 'LIMIT' ? 'REGISTRY_INVALID' : 'REGISTRY_UNREACHABLE',
    message: `The worker registry at ${redactUrl(new URL(url).origin)} could not be read: ${cause.message}`,
    hint: 'Start the registry, or set WORKER_CATALOG_URL to one that runs.',
    cause,
  });
}

function offline(base: URL): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_UNREACHABLE',
    message: `The worker registry at ${redactUrl(base.origin)} is not asked: offline was chosen, and no copy is kept.`,
    hint: 'Ask again without offline.',
  });
}
