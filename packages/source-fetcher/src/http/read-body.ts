import { redactUrl } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { raceAbort } from './race-abort.js';
import { describeFailure, type OpenAnswer } from './request.js';

export interface ReadBodyOptions {
  /** The most bytes to accept. */
  readonly maxBytes: number;
  /** How the limit is called in a message. */
  readonly limitName: string;
  /** The limit as it was set, when a part of it is used up already. */
  readonly shownLimit?: number | undefined;
}

/**
 * The chunks of an answer's body, and no more than were allowed and announced.
 * @throws SourceFetchError `LIMIT`, `UNREACHABLE`
 */
export async function* readBody(answer: OpenAnswer, options: ReadBodyOptions): AsyncGenerator<Uint8Array> {
  const announced = announcedLength(answer.response);
  if (announced !== undefined && announced > options.maxBytes) throw limitError(answer, options);
  const reader = (answer.response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader === undefined) return;
  let received = 0;
  try {
    for (;;) {
      answer.keepAlive();
      const { done, value } = await readChunk(answer, { reader, received, announced });
      if (done) break;
      received += value.length;
      if (received > options.maxBytes) throw limitError(answer, options);
      yield value;
    }
  } finally {
    // The answer is done with; whether the rest of it can still be cancelled changes nothing.
    reader.cancel().catch(() => undefined);
  }
  if (announced !== undefined && received !== announced) throw cutError(answer, { received, announced });
}

/** The body's length as the server says; unknown when it is compressed on the way. */
export function announcedLength(response: Response): number | undefined {
  const text = response.headers.get('content-length');
  if (text === null || !/^\d+$/.test(text) || contentEncoding(response) !== undefined) return undefined;
  return Number(text);
}

/** The compression a server applied, if any. */
export function contentEncoding(response: Response): string | undefined {
  const encoding = response.headers.get('content-encoding')?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}

interface ReadState {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly received: number;
  readonly announced: number | undefined;
}

async function readChunk(answer: OpenAnswer, { reader, received, announced }: ReadState) {
  try {
    return await raceAbort(reader.read(), answer.signal);
  } catch (error) {
    answer.signal.throwIfAborted();
    throw cutError(answer, { received, announced, cause: error });
  }
}

interface CutInit {
  readonly received: number;
  readonly announced: number | undefined;
  readonly cause?: unknown;
}

function cutError(answer: OpenAnswer, { received, announced, cause }: CutInit): SourceFetchError {
  const total = announced === undefined ? 'an unknown number of' : announced;
  const why = cause === undefined ? '' : ` (${describeFailure(cause)})`;
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(answer.url.href)}': the connection ended after ${received} of ${total} bytes${why}.`,
    hint: 'Try again.',
    cause,
    retryable: {},
  });
}

function limitError(
  answer: OpenAnswer,
  { maxBytes, shownLimit, limitName }: ReadBodyOptions,
): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${redactUrl(answer.url.href)}' is larger than ${shownLimit ?? maxBytes} bytes (${limitName}).`,
    hint: `Raise ${limitName} if that is intended.`,
  });
}
