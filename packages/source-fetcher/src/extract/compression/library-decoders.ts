import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { DecodeError } from './decode-error.js';

const CHUNK_BYTES = 64 * 1024;
/** What is decoded at once: four bytes of zstd may stand for 128 KiB, which are all held. */
const ZSTD_PIECE_BYTES = 2 * 1024;
/** Decoding blocks this thread; after so many bytes everything else has its turn, a cancelling among it. */
const TURN_BYTES = 1024 * 1024;

/** zstd by a library in JavaScript, several times slower than the program. */
export async function* decodeZstdByLibrary(file: string): AsyncGenerator<Uint8Array, void> {
  const { Decompress } = await import('fzstd');
  const out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => void out.push(chunk));
  let isEmpty = true;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      isEmpty = false;
      for (let at = 0; at < (chunk as Buffer).length; at += ZSTD_PIECE_BYTES) {
        decoder.push((chunk as Buffer).subarray(at, at + ZSTD_PIECE_BYTES));
        yield* inTurns(out.splice(0));
      }
    }
    if (!isEmpty) decoder.push(new Uint8Array(), true);
  } catch (error) {
    throw asDecodeError(error);
  }
  yield* out;
}

/** xz by a library in WebAssembly. */
export async function* decodeXzByLibrary(file: string): AsyncGenerator<Uint8Array, void> {
  const { default: xz } = await import('xz-decompress');
  const input = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  // The two kinds of web stream differ in their types alone.
  const output = new xz.XzReadableStream(webStream(input) as never) as unknown as AsyncIterable<Uint8Array>;
  try {
    yield* inTurns(output);
  } catch (error) {
    throw asDecodeError(error);
  } finally {
    input.destroy();
  }
}

async function* inTurns(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    if (bytes < TURN_BYTES) continue;
    bytes = 0;
    await setImmediate();
  }
}

function webStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: async () => void (await iterator.return?.()),
  });
}

/** A library throws plain errors; the system's are of reading the file. */
function asDecodeError(error: unknown): unknown {
  const isLibrarys = error instanceof Error && !('syscall' in error);
  return isLibrarys ? new DecodeError(messageOf(error), { cause: error }) : error;
}
