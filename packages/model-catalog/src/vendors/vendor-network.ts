import { type Clock, isSourceFetchError, type RetrySettings } from '@rbee/source-fetcher';
import { isModelCatalogError, type ModelCatalogError } from '../errors.js';

/** How the servers of vendors are asked. */
export interface VendorNetwork {
  readonly fetch: typeof globalThis.fetch;
  readonly offline: boolean;
  readonly retry: RetrySettings;
  readonly clock: Clock;
}

const NEVER = new AbortController().signal;

/** Asks again after failures that may be over soon. */
export async function withRetries<T>(
  { retry, clock }: VendorNetwork,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayBeOver(error) || attempt >= retry.attempts) throw error;
      const asked = error.retryAfterMilliseconds ?? 0;
      if (asked > retry.maxMilliseconds) throw error;
      const most = Math.min(retry.baseMilliseconds * 2 ** (attempt - 1), retry.maxMilliseconds);
      await clock.sleep(Math.max(asked, Math.round(most * (0.5 + clock.random() / 2))), signal ?? NEVER);
    }
  }
}

/** A name that is unknown or a refused connection stays so. */
function mayBeOver(error: unknown): error is ModelCatalogError {
  if (!isModelCatalogError(error)) return false;
  if (error.code === 'RATE_LIMITED') return true;
  const isFinal = isSourceFetchError(error.cause) && error.cause.retryable === undefined;
  return error.code === 'UNREACHABLE' && !isFinal;
}
