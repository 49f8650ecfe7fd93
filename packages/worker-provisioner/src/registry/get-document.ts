import { type HttpAnswer, type HttpGetOptions, httpGet } from '@rbee/source-fetcher';
import { withDeadline } from '@rbee-internal/system/time';

/** Milliseconds for a document of up to {@link QUICK_BYTES}, from the request to its last byte. */
const QUICK_MILLISECONDS = 30_000;
const QUICK_BYTES = 8 * 1024 * 1024;
/** Milliseconds for larger ones. */
const LONG_MILLISECONDS = 600_000;

/** A document that did not come within its time, however lively it came. */
class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

export function isTooSlow(error: unknown): error is Error {
  return error instanceof TooSlowError;
}

/** How long a document of at most so many bytes may take. */
export function deadlineFor(maxBytes: number): number {
  return maxBytes > QUICK_BYTES ? LONG_MILLISECONDS : QUICK_MILLISECONDS;
}

/**
 * Gets a document within so many milliseconds.
 * @throws as `httpGet` does; a {@link isTooSlow} error
 */
export function getWithin(milliseconds: number, url: string, options: HttpGetOptions): Promise<HttpAnswer> {
  const { signal } = options;
  const reason = () => new TooSlowError(`It was not complete after ${milliseconds} ms.`);
  return withDeadline(milliseconds, { signal, reason }, (within) =>
    httpGet(url, { ...options, signal: within }),
  );
}
