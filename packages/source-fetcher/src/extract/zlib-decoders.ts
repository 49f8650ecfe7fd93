import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { DecodeError } from './decode-error.js';
import { createFrameScanner } from './zstd-frames.js';

/** Each chunk is a trip to another thread and back. */
const CHUNK_BYTES = 1024 * 1024;
/** Each frame costs a decoder, whatever its size. */
const MAX_FRAMES = 100_000;

type ZlibWithZstd = typeof zlib & {
  readonly createZstdDecompress?: (options: zlib.ZlibOptions) => zlib.Gunzip;
};

const { createZstdDecompress } = zlib as ZlibWithZstd;

export function decodeGzip(file: string): AsyncIterable<Uint8Array> {
  return through(zlib.createGunzip({ chunkSize: CHUNK_BYTES }), readFile(file));
}

/** Node's own zstd, which it has from 22.15 on. */
export const decodeZstdByNode =
  createZstdDecompress === undefined
    ? undefined
    : (file: string) =>
        eachFrame(file, (frame) =>
          through(
            createZstdDecompress({ chunkSize: CHUNK_BYTES }),
            Readable.from(frame, { objectMode: false }),
          ),
        );

/** Node's decoder knows one frame: of what comes after it, or is missing of it, it says nothing. */
async function* eachFrame(
  file: string,
  decode: (frame: AsyncIterable<Buffer>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const input = readFile(file)[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const scanner = createFrameScanner();
  let bytes = (await input.next()).value;

  async function* frame(): AsyncGenerator<Buffer, void> {
    for (let end: number | undefined; bytes !== undefined && end === undefined; ) {
      end = scanner.frameEnd(bytes);
      yield bytes.subarray(0, end);
      bytes = end === undefined || end === bytes.length ? (await input.next()).value : bytes.subarray(end);
    }
  }

  try {
    for (let frames = 0; bytes !== undefined; frames += 1) {
      if (frames === MAX_FRAMES) throw new DecodeError(`it has more than ${MAX_FRAMES} frames`);
      yield* decode(frame());
    }
  } finally {
    await input.return?.();
  }
  if (scanner.isInside()) throw new DecodeError('it ends inside a frame');
}

function readFile(file: string): Readable {
  return createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

async function* through(decoder: zlib.Gunzip, input: Readable): AsyncGenerator<Uint8Array, void> {
  input.on('error', (error) => decoder.destroy(error));
  try {
    yield* input.pipe(decoder) as AsyncIterable<Buffer>;
  } finally {
    input.destroy();
    decoder.destroy();
  }
}
