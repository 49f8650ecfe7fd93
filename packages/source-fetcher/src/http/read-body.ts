import { redactUrl } from '@rbee-internal/redact-url';
import { isTransportError, readChunks } from '@rbee-internal/system/transport';
import { SourceFetchError } from '../errors.js';
import { describeFailure, type OpenAnswer, stallError } from './request.js';

export interface ReadBodyOptions {
  /** The most bytes to accept. */
  readonly maxBytes: number;
  /** How the limit is called in a message. */
  readonly limitName: string;
  /** The limit as it was set, when a part of it is used up already. */
  readonly shownLimit?: number | undefined;
  /** The least bytes a second, over each window of `stallMilliseconds`. @default none */
  readonly minBytesPerSecond?: number | undefined;
}

/**
 * The chunks of an answer's body, and no more than were allowed and announced.
 * @throws SourceFetchError `LIMIT`, `UNREACHABLE`
 */
export async function* readBody(answer: OpenAnswer, options: ReadBodyOptions): AsyncGenerator<Uint8Array> {
  const { response, signal, stallMilliseconds } = answer;
  const { maxBytes, minBytesPerSecond } = options;
  answer.headIsRead();
  const chunks = readChunks(response, { maxBytes, minBytesPerSecond, stallMilliseconds, signal });
  try {
    yield* chunks;
  } catch (error) {
    signal.throwIfAborted();
    throw asOurs(error, answer, options);
  }
}

/** The body's length as the server says; unknown when it is decoded on the way. */
export function announcedLength(response: Response): number | undefined {
  const text = response.headers.get('content-length');
  if (text === null || !/^\d+$/.test(text) || contentEncoding(response) !== undefined) return undefined;
  return Number(text);
}

/** The compression that was undone on the way, if any. */
export function contentEncoding(response: Response): string | undefined {
  const encoding = response.headers.get('content-encoding')?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}

function asOurs(error: unknown, answer: OpenAnswer, options: ReadBodyOptions): unknown {
  if (!isTransportError(error)) return error;
  const shown = redactUrl(answer.url.href);
  if (error.code === 'TOO_LARGE') return limitError(shown, options);
  if (error.code === 'STALL') return stallError(answer.url, answer.stallMilliseconds);
  const why = error.cause === undefined ? '' : ` (${describeFailure(error.cause)})`;
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${shown}': ${lowerFirst(error.message).replace(/\.$/, '')}${why}.`,
    hint: error.code === 'SLOW' ? 'Try again, or lower limits.minBytesPerSecond.' : 'Try again.',
    cause: error,
    retryable: {},
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function limitError(shown: string, { maxBytes, shownLimit, limitName }: ReadBodyOptions): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${shown}' is larger than ${shownLimit ?? maxBytes} bytes (${limitName}).`,
    hint: `Raise ${limitName} if that is intended.`,
  });
}
