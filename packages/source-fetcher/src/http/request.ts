import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { unlessAborted } from '@rbee-internal/system/time';
import { SourceFetchError } from '../errors.js';
import type { Authorize } from './credentials.js';
import type { HostSlots } from './host-slots.js';
import { parseHttpUrl, redirectTarget } from './http-url.js';

/** How a request is made and what bounds it. */
export interface RequestOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Redirects followed. */
  readonly redirects: number;
  /** Milliseconds without a byte before it is given up. */
  readonly stallMilliseconds: number;
  /** Milliseconds for the whole exchange, redirects and body included. */
  readonly deadlineMilliseconds: number;
  /** How that limit is called in a message. @default 'limits.deadlineMilliseconds' */
  readonly deadlineName?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent to the first URL's origin alone: a redirect elsewhere drops them for good. */
  readonly originHeaders?: Readonly<Record<string, string>> | undefined;
  /** Makes it a POST. */
  readonly body?: Uint8Array | undefined;
  /** Asked for each request, so that no origin sees another's credentials. */
  readonly authorize?: Authorize | undefined;
  readonly slots?: HostSlots | undefined;
  /** Where to go instead of where a redirect leads; the first is taken. */
  readonly addresses?: ((url: string) => readonly string[]) | undefined;
}

/** A server's answer, while its connection is open. */
export interface OpenAnswer {
  readonly response: Response;
  /** Where it came from, after redirects. */
  readonly url: URL;
  /** Aborted by the caller, or when the connection stalls. */
  readonly signal: AbortSignal;
  /** Milliseconds without a byte of the body before it is given up. */
  readonly stallMilliseconds: number;
  /** Tells that the wait for the head is over: who reads the body bounds its own. */
  readonly headIsRead: () => void;
}

/** The longest that a timer of Node waits; a longer one would fire at once. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;

/**
 * Makes a request, follows redirects by our own rules, and passes the response to `use`. When that is done, or
 * fails, the connection is closed. The request asks for the bytes as they are stored, without compression.
 * @throws SourceFetchError `INVALID_SOURCE`, `UNREACHABLE`, `REDIRECT`; or what `use` throws
 */
export async function withAnswer<T>(
  url: string,
  options: RequestOptions,
  use: (answer: OpenAnswer) => Promise<T>,
): Promise<T> {
  const first = parseHttpUrl(url);
  options.signal.throwIfAborted();
  const giveBack = await options.slots?.take(first.host, options.signal);
  const ours = new AbortController();
  const signal = AbortSignal.any([options.signal, ours.signal]);
  const { stallMilliseconds } = options;
  const stalled = () => ours.abort(stallError(first, stallMilliseconds));
  const timer = setTimeout(stalled, Math.min(stallMilliseconds, MAX_TIMER_MILLISECONDS));
  const late = () => ours.abort(lateError(first, options));
  const deadline = setTimeout(late, Math.min(options.deadlineMilliseconds, MAX_TIMER_MILLISECONDS));
  try {
    const refresh = () => void timer.refresh();
    const { response, url: final } = await follow(first, { ...options, signal }, refresh);
    const headIsRead = () => clearTimeout(timer);
    return await use({ response, url: final, signal, stallMilliseconds, headIsRead });
  } finally {
    clearTimeout(timer);
    clearTimeout(deadline);
    ours.abort();
    giveBack?.();
  }
}

async function follow(
  first: URL,
  options: RequestOptions,
  onHead: () => void,
): Promise<{ response: Response; url: URL }> {
  let url = first;
  let originHeaders = options.originHeaders;
  for (let redirects = 0; ; redirects += 1) {
    const response = await send(url, { ...options, originHeaders });
    onHead();
    if (!isRedirect(response.status)) return { response, url };
    await discard(response);
    if (options.body !== undefined) throw postRedirectError(url);
    if (redirects === options.redirects) throw tooManyRedirectsError(first, options.redirects);
    const next = redirectTarget(url, response.headers.get('location'));
    if (next.origin !== url.origin) originHeaders = undefined;
    url = addressOf(next, options);
  }
}

function addressOf(url: URL, { addresses }: RequestOptions): URL {
  const [address] = addresses?.(url.href) ?? [];
  return address === undefined || address === url.href ? url : parseHttpUrl(address);
}

async function send(url: URL, options: RequestOptions): Promise<Response> {
  const { fetch, signal, body } = options;
  try {
    const init: RequestInit = {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...options.authorize?.(url),
        ...options.originHeaders,
        ...options.headers,
        'accept-encoding': 'identity',
      },
      redirect: 'manual',
      credentials: 'omit',
      signal,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    };
    return await unlessAborted(fetch(url.href, init), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceFetchError({
      code: 'UNREACHABLE',
      message: `'${redactUrl(url.href)}' could not be reached: ${describeFailure(error)}.`,
      hint: 'Check the address and the connection, then try again.',
      cause: error,
      ...(isBroken(error) ? { retryable: {} } : {}),
    });
  }
}

/** Failures of a connection that may work the next time; a name that is unknown or a refused one will not. */
const BROKEN_CODES: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

function isBroken(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && BROKEN_CODES.has(current.code)) return true;
  }
  return false;
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** A redirect's own body is of no use to anybody; failing to drop it harms nothing. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

/** The deepest reason a fetch gives: its own message is only "fetch failed". */
export function describeFailure(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  if (!(deepest instanceof Error)) return showForeign(String(deepest));
  const code = 'code' in deepest && typeof deepest.code === 'string' ? deepest.code : undefined;
  return showForeign(deepest.message || code || deepest.name);
}

export function stallError(url: URL, milliseconds: number): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' sent no byte for ${milliseconds} ms.`,
    hint: 'Try again, or raise limits.stallMilliseconds.',
    retryable: {},
  });
}

function lateError(
  url: URL,
  { deadlineMilliseconds, deadlineName = 'limits.deadlineMilliseconds' }: RequestOptions,
): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' was not complete after ${deadlineMilliseconds} ms (${deadlineName}).`,
    hint: `Try again, or raise ${deadlineName}.`,
  });
}

function postRedirectError(url: URL): SourceFetchError {
  return new SourceFetchError({
    code: 'REDIRECT',
    message: `'${redactUrl(url.href)}' redirects a POST request; that is not followed.`,
  });
}

function tooManyRedirectsError(url: URL, limit: number): SourceFetchError {
  return new SourceFetchError({
    code: 'REDIRECT',
    message: `'${redactUrl(url.href)}' redirects more than ${limit} times.`,
    hint: 'Write the final address in the PKGBUILD, or raise limits.redirects.',
  });
}
