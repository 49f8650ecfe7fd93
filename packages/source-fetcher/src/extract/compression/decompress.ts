import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { findProgram } from '@rbee-internal/system/process';
import { isSourceFetchError, SourceFetchError } from '../../errors.js';
import { streamProgram } from '../../programs/run-program.js';
import type { UnpackContext } from '../unpack-context.js';
import type { Compression } from './compression.js';
import { DecodeError } from './decode-error.js';
import { decodeXzByLibrary, decodeZstdByLibrary } from './library-decoders.js';
import { decodeGzip, decodeZstdByNode } from './zlib-decoders.js';

/** A compressed file. */
export interface CompressedFile {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
  readonly compression: Compression;
}

interface Method {
  /** What does it in this process. */
  readonly decoder?: (file: string) => AsyncIterable<Uint8Array>;
  /** The system's program and its arguments: another process, faster than a library. */
  readonly program?: readonly [string, ...string[]];
  /** What does it when the program is not there. */
  readonly library?: (file: string) => AsyncIterable<Uint8Array>;
}

const METHODS: Readonly<Record<Compression, Method>> = {
  gzip: { decoder: decodeGzip },
  zstd: {
    ...(decodeZstdByNode && { decoder: decodeZstdByNode }),
    program: ['zstd', '-dcq'],
    library: decodeZstdByLibrary,
  },
  xz: { program: ['xz', '-dcq'], library: decodeXzByLibrary },
  bzip2: { program: ['bzip2', '-dcq'] },
  lzma: { program: ['xz', '-dcq', '--format=lzma'] },
  lz4: { program: ['lz4', '-dcq'] },
  lzip: { program: ['lzip', '-dcq'] },
  lzop: { program: ['lzop', '-dcq'] },
  compress: { program: ['gzip', '-dcq'] },
};

/**
 * The bytes inside a compressed file: by Node itself, by the system's program, or by a library, whichever comes first.
 * @throws SourceFetchError `ARCHIVE_DAMAGED`, `ARCHIVE_UNSUPPORTED`
 */
export async function* decompressFile(
  { file, name, compression }: CompressedFile,
  { env, signal }: UnpackContext,
): AsyncGenerator<Buffer, void> {
  const { decoder, program, library } = METHODS[compression];
  const installed = decoder === undefined && program ? await findProgram(program[0], env) : undefined;
  try {
    if (decoder !== undefined) yield* asBuffers(decoder(file));
    else if (installed !== undefined && program !== undefined)
      yield* streamProgram(installed, [...program.slice(1), '--', file], { env, signal });
    else if (library !== undefined) yield* asBuffers(library(file));
    else throw missingError(name, { compression, program: program?.[0] ?? '' });
  } catch (error) {
    signal.throwIfAborted();
    throw isDamage(error) ? damagedError(name, error) : error;
  }
}

async function* asBuffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
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
