import { type HttpAnswer, httpGet, isSourceFetchError } from '@rbee/source-fetcher';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { pause } from '@rbee-internal/system/time';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';
import { refusalOf } from './refusal.js';

const MAX_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 3;
const RETRY_MILLISECONDS = 500;

/** What is asked of one repository. */
export interface Question<T> {
  readonly repository: string;
  /** Below the repository's address. */
  readonly path: string;
  /** What an answer is. */
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal | undefined;
}

/** How the API is asked. */
export interface Asking {
  /** The API's address, without a slash at its end. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly token: string | undefined;
}

/** @throws ProvisionError `WORKER_NOT_FOUND`, `RATE_LIMITED`, `ACCESS_REFUSED`, `REGISTRY_STATUS`, `REGISTRY_INVALID` */
export async function askApi<T>(asking: Asking, question: Question<T>): Promise<T> {
  const { repository, path, schema, signal } = question;
  const url = `${asking.base}/repos/${repository}/${path}`;
  const answer = await askWithRetries(url, asking, signal);
  if (answer.status !== 200) throw refusalOf(answer, { repository, hasToken: asking.token !== undefined });
  const read = schema.safeParse(parseJson(answer));
  if (read.success) return read.data;
  throw new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `${redactUrl(url)} does not describe a release: ${showForeign(z.prettifyError(read.error))}`,
  });
}

/** A server's own trouble passes mostly; a refusal does not. */
async function askWithRetries(
  url: string,
  asking: Asking,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await askOnce(url, asking, signal);
      if (answer.status < 500 || attempt === ATTEMPTS) return answer;
    } catch (error) {
      signal?.throwIfAborted();
      const isPassing = isSourceFetchError(error) && error.code === 'UNREACHABLE';
      if (!isPassing || attempt === ATTEMPTS) throw error;
    }
    await pause(RETRY_MILLISECONDS * attempt, signal);
  }
}

function askOnce(
  url: string,
  { fetch, token }: Asking,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return httpGet(url, {
    fetch,
    signal,
    accept: 'application/vnd.github+json',
    maxBytes: MAX_BYTES,
    headers: {
      'x-github-api-version': '2022-11-28',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
}

function parseJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Not JSON is not a release: the schema says so.
    return undefined;
  }
}
