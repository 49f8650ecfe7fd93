import { DEFAULT_FETCH_LIMITS } from '../options.js';
import { ownFetch } from './create-fetch.js';
import { readBody } from './read-body.js';
import { withAnswer } from './request.js';

/** Options of {@link httpGet}. */
export interface HttpGetOptions {
  /** Performs the request. @default one as `createFetch` makes */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The media types wanted, as an `accept` header. @default every type */
  readonly accept?: string | undefined;
  /** Further headers, credentials among them; a redirect to another origin drops them. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Asks for the bytes from `first` to `last` alone; a server without ranges sends everything. @default everything */
  readonly range?: { readonly first: number; readonly last: number } | undefined;
  /** The most bytes of the body. @default 1_048_576 (1 MiB) */
  readonly maxBytes?: number | undefined;
  /** Redirects followed. @default as `DEFAULT_FETCH_LIMITS` */
  readonly redirects?: number | undefined;
  /** Milliseconds without a byte before it is given up. @default as `DEFAULT_FETCH_LIMITS` */
  readonly stallMilliseconds?: number | undefined;
  /** Milliseconds for all of it, redirects and body included. @default 120_000 */
  readonly deadlineMilliseconds?: number | undefined;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Where it came from, after redirects. */
  readonly url: string;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;
const DEFAULT_DEADLINE = 120_000;

/**
 * Gets a small document by the same rules as a source: http and https alone, redirects counted and never from
 * https to http, no credentials in URLs, a byte limit and a stall limit. Any status is an answer, not an error.
 * @throws SourceFetchError `INVALID_SOURCE`, `UNREACHABLE`, `REDIRECT`, `LIMIT`; the signal's reason when cancelled
 * @example
 * const { status, body } = await httpGet('https://example.org/index.json', { maxBytes: 65_536, signal });
 */
export async function httpGet(url: string, options: HttpGetOptions = {}): Promise<HttpAnswer> {
  const request = {
    fetch: options.fetch ?? ownFetch(),
    signal: options.signal ?? new AbortController().signal,
    redirects: options.redirects ?? DEFAULT_FETCH_LIMITS.redirects,
    stallMilliseconds: options.stallMilliseconds ?? DEFAULT_FETCH_LIMITS.stallMilliseconds,
    deadlineMilliseconds: options.deadlineMilliseconds ?? DEFAULT_DEADLINE,
    deadlineName: 'deadlineMilliseconds',
    headers: { accept: options.accept ?? '*/*', ...rangeHeader(options.range) },
    originHeaders: options.headers,
  };
  const limit = { maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES, limitName: 'maxBytes' };
  return withAnswer(url, request, async (answer) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of readBody(answer, limit)) chunks.push(chunk);
    const { status, headers } = answer.response;
    return { status, headers, body: new Uint8Array(Buffer.concat(chunks)), url: answer.url.href };
  });
}

function rangeHeader(range: HttpGetOptions['range']): Record<string, string> {
  return range === undefined ? {} : { range: `bytes=${range.first}-${range.last}` };
}
