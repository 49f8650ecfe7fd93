import { statusOf, toApiError } from '../api-failure.js';
import { type DaemonErrorCode, isDaemonError } from '../errors.js';

/** A failure as OpenAI's API reports it, and as its clients read it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** An error with what goes around it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OpenAiError;
}

const CODES: Partial<Readonly<Record<DaemonErrorCode, string>>> = {
  KEY_INVALID: 'invalid_api_key',
  RATE_LIMITED: 'rate_limit_exceeded',
  MODEL_NOT_FOUND: 'model_not_found',
};

const RETRY_SECONDS = 5;
/** Of these another try would load the model, or fail, again. */
const FINAL: ReadonlySet<string> = new Set(['MODEL_NOT_STARTED', 'MODEL_STOPPED']);

/** Any failure in OpenAI's form, with the headers that tell a client whether to try again. */
export function openAiErrorOf(thrown: unknown): ErrorAnswer {
  const status = statusOf(thrown);
  const { code, message, hint, path } = toApiError(thrown);
  const known = CODES[code as DaemonErrorCode] ?? code.toLowerCase();
  return {
    status,
    headers: {
      ...((status === 429 || status === 503) && { 'retry-after': String(retryAfter(thrown)) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(FINAL.has(code) && { 'x-should-retry': 'false' }),
    },
    body: openAiError(hint === undefined ? message : `${message} ${hint}`, {
      type: typeOf(status),
      code: known,
      param: path || null,
    }),
  };
}

/** An error of OpenAI's form. */
export function openAiError(
  message: string,
  { type, code = null, param = null }: Partial<Omit<OpenAiError['error'], 'message'>> = {},
): OpenAiError {
  return { error: { message, type: type ?? 'server_error', param, code } };
}

export function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 400 && status < 500 ? 'invalid_request_error' : 'server_error';
}

function retryAfter(thrown: unknown): number {
  return (isDaemonError(thrown) ? thrown.retryAfterSeconds : undefined) ?? RETRY_SECONDS;
}
