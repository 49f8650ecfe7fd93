import { TransportError } from './errors.js';
import { startTimer } from './limits.js';

export interface ReadBodyOptions {
  /** The most bytes to accept. */
  readonly maxBytes: number;
  /** Milliseconds until the last byte. @default none */
  readonly deadlineMilliseconds?: number | undefined;
  /** Milliseconds without a byte. @default none */
  readonly stallMilliseconds?: number | undefined;
  /** The least bytes a second, over each window of `stallMilliseconds`; 0 is none. @default 0 */
  readonly minBytesPerSecond?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A whole body within bounds.
 * @throws TransportError `TOO_LARGE`, `DEADLINE`, `STALL`, `SLOW`, `CUT`; the signal's reason when cancelled
 */
export async function readBody(response: Response, options: ReadBodyOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(response, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * A body's chunks within bounds: as many bytes as were announced, no more than are accepted. Time in which the caller
 * does not ask for a chunk counts for the deadline alone. Leaving the loop drops the rest.
 * @throws as {@link readBody}
 */
export async function* readChunks(response: Response, options: ReadBodyOptions): AsyncGenerator<Uint8Array> {
  const announced = announcedLength(response);
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader === undefined) return;
  const watch = startWatch(options);
  let received = 0;
  try {
    options.signal?.throwIfAborted();
    if (announced !== undefined && announced > options.maxBytes) throw tooLarge(options.maxBytes);
    for (;;) {
      const { done, value } = await watch.during(reader.read(), { received, announced });
      if (done) break;
      received += value.length;
      if (received > options.maxBytes) throw tooLarge(options.maxBytes);
      yield value;
    }
  } finally {
    watch.stop();
    // The body is done with; whether its rest can still be cancelled changes nothing.
    reader.cancel().catch(() => undefined);
  }
  if (announced !== undefined && received !== announced) throw cut(`after ${received} of ${announced} bytes`);
}

function announcedLength(response: Response): number | undefined {
  const text = response.headers.get('content-length');
  const isDecoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined;
  return isDecoded ? undefined : Number(text);
}

interface Progress {
  readonly received: number;
  readonly announced: number | undefined;
}

interface Watch {
  /** What a read gives, or why it is no longer waited for. */
  during<T>(read: Promise<T>, progress: Progress): Promise<T>;
  stop(): void;
}

function startWatch(options: ReadBodyOptions): Watch {
  const { signal, deadlineMilliseconds, stallMilliseconds, minBytesPerSecond = 0 } = options;
  let reject: (reason: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, fail) => {
    reject = fail;
  });
  // It may be rejected while nothing waits for it.
  ended.catch(() => undefined);
  const cancel = () => reject(signal?.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  const deadline =
    deadlineMilliseconds === undefined
      ? undefined
      : startTimer(deadlineMilliseconds, () => reject(late(deadlineMilliseconds)));
  const pace = createPace({ stallMilliseconds, minBytesPerSecond });
  return {
    async during(read, progress) {
      const stall = pace.wait(progress.received, reject);
      try {
        return await Promise.race([read.catch(broken(progress, signal)), ended]);
      } finally {
        stall();
      }
    },
    stop() {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
    },
  };
}

interface PaceLimits {
  readonly stallMilliseconds: number | undefined;
  readonly minBytesPerSecond: number;
}

/** Bounds one wait for a chunk, and how little comes in the waits that make up a window. */
function createPace({ stallMilliseconds, minBytesPerSecond }: PaceLimits) {
  if (stallMilliseconds === undefined) return { wait: () => () => undefined };
  const least = (minBytesPerSecond * stallMilliseconds) / 1000;
  let waited = 0;
  let before = 0;
  return {
    wait(received: number, reject: (error: unknown) => void): () => void {
      const start = performance.now();
      if (waited >= stallMilliseconds) {
        if (received - before < least) reject(slow({ stallMilliseconds, minBytesPerSecond }));
        waited = 0;
        before = received;
      }
      const timer = startTimer(stallMilliseconds, () => reject(stalled(stallMilliseconds)));
      return () => {
        clearTimeout(timer);
        waited += performance.now() - start;
      };
    },
  };
}

function broken({ received, announced }: Progress, signal: AbortSignal | undefined) {
  return (error: unknown): never => {
    signal?.throwIfAborted();
    throw cut(`after ${received} of ${announced ?? 'an unknown number of'} bytes`, error);
  };
}

function tooLarge(maxBytes: number): TransportError {
  return new TransportError('TOO_LARGE', `The answer is larger than ${maxBytes} bytes.`);
}

function late(milliseconds: number): TransportError {
  return new TransportError('DEADLINE', `The answer was not complete after ${milliseconds} ms.`);
}

function stalled(milliseconds: number): TransportError {
  return new TransportError('STALL', `No byte came for ${milliseconds} ms.`);
}

function slow({ stallMilliseconds, minBytesPerSecond }: PaceLimits): TransportError {
  return new TransportError(
    'SLOW',
    `Less than ${minBytesPerSecond} bytes a second came over ${stallMilliseconds} ms.`,
  );
}

function cut(where: string, cause?: unknown): TransportError {
  return new TransportError('CUT', `The connection ended ${where}.`, cause);
}
