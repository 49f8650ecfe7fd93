import { createReadStream } from 'node:fs';
import zlib from 'node:zlib';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { Decompress as ZstdDecompress } from 'fzstd';
import xz from 'xz-decompress';
import { isSourceFetchError, SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { findProgram } from '../programs/find-program.js';
import { streamProgram } from '../programs/run-program.js';
import type { Compression } from './compression.js';

/** A compressed file. */
export interface CompressedFile {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
  readonly compression: Compression;
}

type Decoder = (file: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;

interface Method {
  /** The system's program and its arguments: faster than what a library does, and in a process of its own. */
  readonly program?: readonly [string, ...string[]];
  /** What does it without any program. */
  readonly decoder?: Decoder | undefined;
}

const CHUNK_BYTES = 256 * 1024;

const METHODS: Readonly<Record<Compression, Method>> = {
  gzip: { decoder: (file) => throughZlib(file, zlib.createGunzip({ chunkSize: CHUNK_BYTES })) },
  zstd: { program: ['zstd', '-dcq'], decoder: decodeZstd },
  xz: { program: ['xz', '-dcq'], decoder: decodeXz },
  bzip2: { program: ['bzip2', '-dcq'] },
  lzma: { program: ['xz', '-dcq', '--format=lzma'] },
  lz4: { program: ['lz4', '-dcq'] },
  lzip: { program: ['lzip', '-dcq'] },
  compress: { program: ['gzip', '-dcq'] },
};

/**
 * The bytes inside a compressed file, by the system's program where there is one, else by a library.
 * @throws SourceFetchError `ARCHIVE_DAMAGED`, `ARCHIVE_UNSUPPORTED`
 */
export async function* decompressFile(
  { file, name, compression }: CompressedFile,
  { env, signal }: FetchContext,
): AsyncGenerator<Buffer, void> {
  const { program, decoder } = METHODS[compression];
  const installed = program && (await findProgram(program[0], env));
  try {
    if (installed !== undefined && program !== undefined)
      yield* streamProgram(installed, [...program.slice(1), '--', file], { env, signal });
    else if (decoder !== undefined) yield* asBuffers(decoder(file, signal));
    else throw missingError(name, { compression, program: program?.[0] ?? '' });
  } catch (error) {
    signal.throwIfAborted();
    throw isDamage(error) ? damagedError(name, error) : error;
  }
}

async function* asBuffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

async function* throughZlib(file: string, decoder: zlib.Gunzip): AsyncGenerator<Uint8Array, void> {
  const input = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  input.on('error', (error) => decoder.destroy(error));
  try {
    yield* input.pipe(decoder) as AsyncIterable<Buffer>;
  } finally {
    input.destroy();
    decoder.destroy();
  }
}

type ZlibWithZstd = typeof zlib & {
  readonly createZstdDecompress?: (options: { chunkSize: number }) => zlib.Gunzip;
};

/** Node's own from 22.15 on, else a library. */
async function* decodeZstd(file: string): AsyncGenerator<Uint8Array, void> {
  const { createZstdDecompress } = zlib as ZlibWithZstd;
  if (createZstdDecompress !== undefined) {
    yield* throughZlib(file, createZstdDecompress({ chunkSize: CHUNK_BYTES }));
    return;
  }
  const out: Uint8Array[] = [];
  const decoder = new ZstdDecompress((chunk) => void out.push(chunk));
  let isEmpty = true;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 64 * 1024 })) {
      decoder.push(chunk as Buffer);
      isEmpty = false;
      yield* out.splice(0);
    }
    if (!isEmpty) decoder.push(new Uint8Array(), true);
  } catch (error) {
    throw isLibraryError(error) ? new DecodeError(messageOf(error), { cause: error }) : error;
  }
  yield* out;
}

async function* decodeXz(file: string): AsyncGenerator<Uint8Array, void> {
  const input = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  // The two kinds of web stream differ in their types alone.
  const output = new xz.XzReadableStream(webStream(input) as never) as unknown as AsyncIterable<Uint8Array>;
  try {
    yield* output;
  } catch (error) {
    throw isLibraryError(error) ? new DecodeError(messageOf(error), { cause: error }) : error;
  } finally {
    input.destroy();
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

/** What a library says of bytes that it cannot decode. */
class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

function isLibraryError(error: unknown): boolean {
  return error instanceof Error && !('syscall' in error);
}

function isDamage(error: unknown): boolean {
  if (error instanceof DecodeError) return true;
  if (isSourceFetchError(error)) return error.code === 'PROGRAM_FAILED';
  return error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code));
}

export function damagedError(name: string, cause: unknown): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_DAMAGED',
    message: `'${showForeign(name)}' is damaged: ${showForeign(messageOf(cause))}.`,
    hint: 'Download it again; if it stays damaged, its publisher has to repair it.',
    cause,
  });
}

function missingError(
  name: string,
  { compression, program }: { compression: string; program: string },
): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_UNSUPPORTED',
    message: `'${showForeign(name)}' is compressed with ${compression}, and the program '${program}' that unpacks it is not installed.`,
    hint: `Install ${program}, or add noextract=('${showForeign(name)}') to the PKGBUILD and unpack it in package().`,
  });
}
