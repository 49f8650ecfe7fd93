import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';

/** A file to unpack. */
export interface PackedFile {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
  /** Whether gzip is around it. */
  readonly isCompressed: boolean;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file, without its compression, until there are too many or the signal is aborted.
 * @throws SourceFetchError `ARCHIVE_DAMAGED`, `LIMIT`
 */
export async function* readUnpacked(packed: PackedFile, context: FetchContext): AsyncGenerator<Buffer> {
  const input = createReadStream(packed.file, { highWaterMark: CHUNK_BYTES });
  const output = packed.isCompressed ? decompress(input) : input;
  const maxBytes = context.limits.unpackedBytes;
  let bytes = 0;
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      context.signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > maxBytes) throw limitError(packed.name, maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damagedError(packed.name, error) : error;
  } finally {
    input.destroy();
    output.destroy();
  }
}

function decompress(input: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  input.on('error', (error) => gunzip.destroy(error));
  return input.pipe(gunzip);
}

export function damagedError(name: string, cause: unknown): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_DAMAGED',
    message: `'${showForeign(name)}' is damaged: ${showForeign(messageOf(cause))}.`,
    hint: 'Download it again; if it stays damaged, its publisher has to repair it.',
    cause,
  });
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function limitError(name: string, maxBytes: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' unpacks to more than ${maxBytes} bytes (limits.unpackedBytes).`,
    hint: 'Raise limits.unpackedBytes if that is intended.',
  });
}
