import type { Job, Operation } from 'rbee-hive-daemon/api';
import { errorOfBody } from '../model/talk/worker-error.js';
import { ApiFailure, type PageErrorCode } from './api-failure.js';
import { jobPath } from './paths.js';
import type { Tokens } from './token.js';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface SendOptions extends CallOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a form as it is. */
  readonly body?: unknown;
}

export interface Client {
  /** The response's JSON. @throws `ApiFailure` */
  get<T>(path: string, options?: CallOptions): Promise<T>;
  post(operation: Operation, options?: CallOptions): Promise<Job>;
  cancel(jobId: string, options?: CallOptions): Promise<void>;
  /** A response whose status is a success; a 401 waits for a token and retries. @throws `ApiFailure` */
  send(path: string, options?: SendOptions): Promise<Response>;
}

export interface ClientOptions {
  readonly fetch: typeof fetch;
  readonly tokens: Tokens;
  /** Told with every request whether there was a response. */
  readonly onReach?: (isReached: boolean) => void;
}

/** Talks to the daemon that the page came from. */
export function createClient({ fetch, tokens, onReach }: ClientOptions): Client {
  async function send(path: string, options: SendOptions = {}): Promise<Response> {
    for (;;) {
      const token = tokens.current();
      const response = await request(path, { ...options, token });
      if (response.ok) return response;
      if (response.status !== 401) throw await failureOf(response);
      await response.body?.cancel();
      await tokens.waitForOther(token, options.signal);
    }
  }

  async function request(
    path: string,
    options: SendOptions & { token: string | undefined },
  ): Promise<Response> {
    const { method = 'GET', headers = {}, body, signal, token } = options;
    try {
      const response = await fetch(path, {
        method,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(body !== undefined && !isForm(body) && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: isForm(body) ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
        cache: 'no-store',
      });
      onReach?.(true);
      return response;
    } catch (cause) {
      signal?.throwIfAborted();
      onReach?.(false);
      throw unreachable(cause);
    }
  }

  return {
    send,
    get: async (path, options) => readJson(await send(path, options)),
    post: async (body, options) => readJson(await send('/v1/jobs', { ...options, method: 'POST', body })),
    cancel: async (jobId, options) => {
      const response = await send(jobPath(jobId), { ...options, method: 'DELETE' });
      await response.body?.cancel();
    },
  };
}

function isForm(body: unknown): body is FormData {
  return typeof FormData !== 'undefined' && body instanceof FormData;
}

/** The failure of a request without a response. */
function unreachable(cause: unknown): ApiFailure {
  return new ApiFailure(
    {
      code: 'UNREACHABLE' satisfies PageErrorCode,
      message: 'The hive does not respond.',
      hint: 'Start it with `rbee-hive serve`; this page then continues by itself.',
    },
    { status: 0, cause },
  );
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw badAnswer(response, cause);
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const facts = { status: response.status, ...(Number.isFinite(retryAfter) && { retryAfter }) };
  const text = await response.text().catch(() => '');
  const error = errorOfBody(text, response.status);
  return error === undefined ? badAnswer(response, undefined) : new ApiFailure(error, facts);
}

function badAnswer(response: Response, cause: unknown): ApiFailure {
  return new ApiFailure(
    {
      code: 'BAD_ANSWER' satisfies PageErrorCode,
      message: `The hive returned status ${response.status} without JSON that this page understands.`,
      hint: 'Reload the page: the daemon may have been updated.',
    },
    { status: response.status, cause },
  );
}
