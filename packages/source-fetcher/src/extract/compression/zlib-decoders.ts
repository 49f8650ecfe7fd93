import { open } from 'node:fs/promises';
import zlib from 'node:zlib';
import { isSystemError } from '@rbee-internal/coded-error';
import { DecodeError } from './decode-error.js';
import { decodeGzipMembers } from './gzip-members.js';
import { createFrameScanner } from './zstd-frames.js';

/** Each chunk is a trip to another thread and back. */
const CHUNK_BYTES = 1024 * 1024;
/** While one chunk is written, the next is decoded. */
const DECODER = { chunkSize: CHUNK_BYTES, highWaterMark: 2 * CHUNK_BYTES } as const;
/** Each frame costs a decoder, whatever its size. */
const MAX_FRAMES = 100_000;

type ZlibWithZstd = typeof zlib & {
  readonly createZstdDecompress?: (options: zlib.ZlibOptions) => zlib.Gunzip;
};

const { createZstdDecompress } = zlib as ZlibWithZstd;

/** By Node's own decoder; what that takes for damage is read again member by member, from where it gave up. */
export async function* decodeGzip(file: string): AsyncGenerator<Uint8Array, void> {
  let known = 0;
  try {
    for await (const chunk of decode(zlib.createGunzip(DECODER), readFile(file))) {
      known += chunk.length;
      yield chunk;
    }
    return;
  } catch (error) {
    if (!isSystemError(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR')) throw error;
  }
  for await (const chunk of decodeGzipMembers(file)) {
    const rest = chunk.subarray(Math.min(known, chunk.length));
    known -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** Node's own zstd, which it has from 22.15 on. */
export const decodeZstdByNode =
  createZstdDecompress === undefined
    ? undefined
    : (file: string) => eachFrame(file, (frame) => decode(createZstdDecompress(DECODER), frame));

/** Node's decoder knows one frame: of what comes after it, or is missing of it, it says nothing. */
async function* eachFrame(
  file: string,
  decodeFrame: (frame: AsyncIterable<Buffer>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const input = readFile(file);
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
      yield* decodeFrame(frame());
    }
  } finally {
    await input.return(undefined);
  }
  if (scanner.isInside()) throw new DecodeError('it ends inside a frame');
}

/** A file in one buffer, filled again for each piece: of many large ones, most would wait to be collected. */
async function* readFile(file: string): AsyncGenerator<Buffer, undefined> {
  const handle = await open(file);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return undefined;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* decode(decoder: zlib.Gunzip, input: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array, void> {
  // What fails in reading destroys the decoder, and so reaches its reader.
  const feeding = feed(decoder, input).catch((error) => void decoder.destroy(error));
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } finally {
    decoder.destroy();
    await feeding;
  }
}

/** Asks for the next piece only when the decoder is done with the one before. */
async function feed(decoder: zlib.Gunzip, input: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of input) {
    await take(decoder, piece);
    if (decoder.destroyed) return;
  }
  decoder.end();
}

/** Resolves when the piece was decoded, or the decoder is closed. Why it failed, its reader hears. */
async function take(decoder: zlib.Gunzip, piece: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    decoder.once('close', resolve);
    decoder.write(piece, () => {
      decoder.off('close', resolve);
      resolve();
    });
  });
}
