import type { ApiError } from 'rbee-hive-daemon/api';

/** What the page adds to the daemon's codes. */
export type PageErrorCode =
  /** No response: the daemon is not running, or the connection broke. */
  | 'UNREACHABLE'
  /** The response is not what the contract says. */
  | 'BAD_ANSWER';

const MARKER = Symbol.for('rbee-hive-page.ApiFailure');

/** A request that did not succeed, in the daemon's words where it said any. */
export class ApiFailure extends Error {
  readonly [MARKER] = true;
  readonly code: string;
  readonly hint: string | undefined;
  /** Of the response; 0 when there was none. */
  readonly status: number;
  /** Where in the body the bad field is. */
  readonly path: string | undefined;
  /** Seconds, when the daemon said when to come again. */
  readonly retryAfter: number | undefined;

  constructor(error: ApiError, facts: { status: number; retryAfter?: number | undefined; cause?: unknown }) {
    super(error.message, { cause: facts.cause });
    this.name = 'ApiFailure';
    this.code = error.code;
    this.hint = error.hint;
    this.path = error.path;
    this.status = facts.status;
    this.retryAfter = facts.retryAfter;
  }
}

/** Whether a value is an `ApiFailure`. */
export function isApiFailure(value: unknown): value is ApiFailure {
  return typeof value === 'object' && value !== null && MARKER in value;
}

/** Any caught value as something to show. */
export function asApiError(error: unknown): ApiError {
  if (isApiFailure(error))
    return { code: error.code, message: error.message, hint: error.hint, path: error.path };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
