import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isSourceFetchError } from '../errors.js';
import { bounded } from './bounded.js';
import { type Compression, compressionOfBytes, readHead } from './compression/compression.js';
import { type CompressedFile, decompressFile } from './compression/decompress.js';
import { type ArchiveFormat, formatOf } from './detect-format.js';
import { findZip } from './formats/zip-place.js';
import type { UnpackContext } from './unpack-context.js';

/** A file whose format is known, and what is inside its compression. */
export interface OpenContent {
  readonly format: ArchiveFormat;
  /** The bytes inside the compression, as long as they are not too many; to be read once. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Ends what decompresses them. */
  close(): Promise<void>;
}

const CHUNK_BYTES = 256 * 1024;
/** As much as an ISO 9660 image must show. */
const HEAD_BYTES = 64 * 1024;

/**
 * Looks at the first bytes of a file and of what is inside its compression. It is decompressed once: what was
 * looked at comes again at the beginning of `bytes`.
 * @throws SourceFetchError `ARCHIVE_DAMAGED`, `ARCHIVE_UNSUPPORTED` when nothing of it can be had
 */
export async function openContent(
  file: { readonly file: string; readonly name: string },
  context: UnpackContext,
): Promise<OpenContent> {
  const head = await readHead(file.file, HEAD_BYTES);
  const format = formatOf(head, undefined);
  const compression = compressionOfBytes(head);
  if (format !== undefined || compression === undefined) {
    const bytes = bounded(stored(file.file), file, context);
    const found = format ?? ((await hasZipIndex(file.file)) ? { type: 'zip' } : { type: 'plain' });
    return { format: found, bytes, close: async () => undefined };
  }
  const inside = await begin({ ...file, compression }, context);
  return {
    format: formatOf(inside.head, compression) ?? { type: 'compressed', compression },
    bytes: bounded(inside.bytes, file, context),
    close: inside.close,
  };
}

/** A program that unpacks itself begins as any program; that it is an archive is only known from its end. */
async function hasZipIndex(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    return (await findZip(handle)) !== undefined;
  } finally {
    await handle.close();
  }
}

async function* stored(file: string): AsyncGenerator<Buffer, void> {
  yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}

/** Beginnings that other files may have by chance. */
const WEAK_MAGIC: ReadonlySet<Compression> = new Set(['lzma', 'compress']);

interface Begun extends Pick<OpenContent, 'bytes' | 'close'> {
  readonly head: Buffer;
}

/** Decompresses the beginning. What is damaged further on is found by who reads on. */
async function begin(packed: CompressedFile, context: UnpackContext): Promise<Begun> {
  const rest = decompressFile(packed, context);
  const chunks: Buffer[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  try {
    for (let length = 0; length < HEAD_BYTES; ) {
      const { value, done } = await rest.next();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } catch (thrown) {
    const isHopeless = chunks.length === 0 && !WEAK_MAGIC.has(packed.compression);
    if (!isSourceFetchError(thrown) || isHopeless) throw thrown;
    failure = { thrown };
  }
  async function* again(): AsyncGenerator<Buffer, void> {
    yield* chunks.splice(0);
    if (failure !== undefined) throw failure.thrown;
    yield* rest;
  }
  return { head: Buffer.concat(chunks), bytes: again(), close: async () => void (await rest.return()) };
}
