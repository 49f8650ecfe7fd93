import { createReadStream } from 'node:fs';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { DecodeError } from '../compression/decode-error.js';
import type { WindowReader } from '../window-reader.js';

/** A zip whose index is read by the library and whose contents are read here. */
export interface OpenZip {
  readonly zip: ZipFile;
  readonly file: string;
  readonly reader: WindowReader;
  /** Where in the file the archive begins. */
  readonly start: number;
}

const STORED = 0;
const DEFLATED = 8;
const CHUNK_BYTES = 1024 * 1024;
/** Up to here an entry is read and decoded in one piece. */
const SMALL_BYTES = 256 * 1024;

/**
 * The bytes of an entry, which are as many as the index says and have the checksum that it says.
 * @throws DecodeError
 */
export async function* readZipEntry(open: OpenZip, entry: Entry): AsyncGenerator<Buffer, void> {
  const { compressionMethod: method, compressedSize, uncompressedSize } = entry;
  if (method !== STORED && method !== DEFLATED)
    throw new DecodeError(`an entry is compressed by method ${method}`);
  const { fileDataStart: start } = await open.zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const isSmall = compressedSize <= SMALL_BYTES && uncompressedSize <= SMALL_BYTES;
  const content = isSmall
    ? readSmall(open.reader, { start, entry })
    : readLarge(open, { start: open.start + start, entry });
  let bytes = 0;
  let sum = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > uncompressedSize) break;
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (bytes !== uncompressedSize) throw new DecodeError('an entry has another size than the index says');
  if (sum !== entry.crc32) throw new DecodeError('an entry has another checksum than the index says');
}

interface Place {
  readonly start: number;
  readonly entry: Entry;
}

async function* readSmall(reader: WindowReader, { start, entry }: Place): AsyncGenerator<Buffer, void> {
  const stored = await reader.read(start, entry.compressedSize);
  // One byte more than there should be, so that too many are seen.
  if (entry.compressionMethod === DEFLATED)
    yield inflateRawSync(stored, { maxOutputLength: SMALL_BYTES + 1 });
  else yield stored;
}

async function* readLarge({ file }: OpenZip, { start, entry }: Place): AsyncGenerator<Buffer, void> {
  const end = start + entry.compressedSize - 1;
  const stored = createReadStream(file, { start, end, highWaterMark: CHUNK_BYTES });
  if (entry.compressionMethod === STORED) {
    yield* stored as AsyncIterable<Buffer>;
    return;
  }
  const inflated = createInflateRaw({ chunkSize: CHUNK_BYTES });
  stored.on('error', (error) => inflated.destroy(error));
  try {
    yield* stored.pipe(inflated) as AsyncIterable<Buffer>;
  } finally {
    stored.destroy();
    inflated.destroy();
  }
}
