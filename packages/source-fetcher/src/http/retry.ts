import { messageOf } from '@rbee-internal/coded-error';
import type { Clock } from '../clock.js';
import { isSourceFetchError } from '../errors.js';
import type { RetrySettings } from '../types.js';

export interface RetryInit {
  readonly retry: RetrySettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before each pause. */
  readonly onRetry: (facts: { attempt: number; milliseconds: number; reason: string }) => void;
  /** Bytes that are safely there; tries are counted again when they become many more. */
  readonly progress?: (() => number) | undefined;
}

const PROGRESS_BYTES = 1024 * 1024;

/** Tries until it works, fails for good, or was tried often enough. A cancelled try is never repeated. */
export async function withRetry<T>(init: RetryInit, run: () => Promise<T>): Promise<T> {
  let furthest = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      init.signal.throwIfAborted();
      const reached = init.progress?.() ?? 0;
      if (reached >= furthest + PROGRESS_BYTES) attempt = 1;
      furthest = Math.max(furthest, reached);
      const milliseconds = pauseBefore(error, attempt, init);
      if (milliseconds === undefined) throw error;
      init.onRetry({ attempt: attempt + 1, milliseconds, reason: messageOf(error) });
      await init.clock.sleep(milliseconds, init.signal);
    }
  }
}

function pauseBefore(error: unknown, attempt: number, { retry, clock }: RetryInit): number | undefined {
  if (!isSourceFetchError(error) || error.retryable === undefined || attempt >= retry.attempts)
    return undefined;
  const asked = error.retryable.afterMilliseconds;
  if (asked !== undefined && asked > retry.maxMilliseconds) return undefined;
  const most = Math.min(retry.baseMilliseconds * 2 ** (attempt - 1), retry.maxMilliseconds);
  const jittered = Math.round(most * (0.5 + clock.random() / 2));
  return Math.max(asked ?? 0, jittered);
}

/** Whether a status may be another one soon. */
export function isRetryableStatus(status: number): boolean {
  return (
    status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
  );
}
