import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import type { Compression } from './compression.js';
import { decompressFile } from './decompress.js';

/** A file to unpack. */
export interface PackedFile {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
  readonly compression: Compression | undefined;
}

const CHUNK_BYTES = 256 * 1024;
/** Up to here nobody is hurt, and small files may shrink a lot. */
const RATIO_FREE_BYTES = 256 * 1024 ** 2;

/**
 * The bytes of a file, without its compression, until there are too many or the signal is aborted.
 * @throws SourceFetchError `ARCHIVE_DAMAGED`, `ARCHIVE_UNSUPPORTED`, `LIMIT`
 */
export async function* readUnpacked(packed: PackedFile, context: FetchContext): AsyncGenerator<Buffer, void> {
  const { file, name, compression } = packed;
  const content =
    compression === undefined
      ? (createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>)
      : decompressFile({ file, name, compression }, context);
  yield* bounded(content, { file, name }, context);
}

/** The same bytes, as long as they are not too many for the file that they come out of. */
export async function* bounded(
  content: AsyncIterable<Buffer>,
  { file, name }: Pick<PackedFile, 'file' | 'name'>,
  { limits, signal }: FetchContext,
): AsyncGenerator<Buffer, void> {
  const mostByRatio = Math.max(RATIO_FREE_BYTES, (await stat(file)).size * limits.unpackedRatio);
  let bytes = 0;
  for await (const chunk of content) {
    signal.throwIfAborted();
    bytes += chunk.length;
    if (bytes > limits.unpackedBytes) throw limitError(name, limits.unpackedBytes);
    if (bytes > mostByRatio) throw ratioError(name, limits.unpackedRatio);
    yield chunk;
  }
}

function limitError(name: string, maxBytes: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' unpacks to more than ${maxBytes} bytes (limits.unpackedBytes).`,
    hint: 'Raise limits.unpackedBytes if that is intended.',
  });
}

function ratioError(name: string, ratio: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' unpacks to more than ${ratio} times its size (limits.unpackedRatio).`,
    hint: 'It may be made to fill the disk. Raise limits.unpackedRatio if that is intended.',
  });
}
