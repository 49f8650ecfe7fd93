import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { DecodeError } from './decode-error.js';

const CHUNK_BYTES = 64 * 1024;
const TRAILER_BYTES = 8;
const MAX_HEADER_BYTES = 128 * 1024;
/** Each costs a decoder, whatever its size. */
const MAX_MEMBERS = 100_000;

const [HEADER_CRC, EXTRA, NAME, COMMENT] = [2, 4, 8, 16];

/**
 * The content of a gzip file, RFC 1952, member by member. What comes after the last member is passed over, as gzip(1) and
 * bsdtar(1) do; Node's own decoder, which is faster, takes it for damage.
 * @throws DecodeError
 */
export async function* decodeGzipMembers(path: string): AsyncGenerator<Buffer, void> {
  const file = await open(path);
  try {
    let position = 0;
    for (let members = 0; ; members += 1) {
      if (members === MAX_MEMBERS) throw new DecodeError(`it has more than ${MAX_MEMBERS} members`);
      const head = await readAt(file, position, MAX_HEADER_BYTES);
      if (members > 0 && !isMember(head)) return;
      position = yield* decodeMember(file, position + headerBytes(head));
    }
  } finally {
    await file.close();
  }
}

function isMember(head: Buffer): boolean {
  return head.length >= 10 && head.readUInt16BE(0) === 0x1f8b && head.readUInt8(2) === 8;
}

function headerBytes(head: Buffer): number {
  if (!isMember(head)) throw new DecodeError('it has no gzip header');
  const flags = head.readUInt8(3);
  let at = 10;
  if (flags & EXTRA) at += 2 + (at + 2 <= head.length ? head.readUInt16LE(at) : 0);
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = head.indexOf(0, at);
    if (end === -1) throw new DecodeError('a header of it does not end');
    at = end + 1;
  }
  return flags & HEADER_CRC ? at + 2 : at;
}

/** Yields a member's content, and returns where it ends. */
async function* decodeMember(file: FileHandle, start: number): AsyncGenerator<Buffer, number> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feeding = feed(inflate, file, start).catch((error) => void inflate.destroy(error));
  let [sum, size] = [0, 0];
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      size = (size + chunk.length) % 2 ** 32;
      yield chunk;
    }
  } finally {
    inflate.destroy();
    await feeding;
  }
  const end = start + inflate.bytesWritten;
  const trailer = await readAt(file, end, TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) throw new DecodeError('it ends too soon');
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size)
    throw new DecodeError('incorrect data check');
  return end + TRAILER_BYTES;
}

type Inflate = ReturnType<typeof createInflateRaw>;

async function feed(inflate: Inflate, file: FileHandle, start: number): Promise<void> {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    inflate.once('end', end).once('close', end);
  });
  for (let position = start; !isOver; ) {
    const piece = await readAt(file, position, CHUNK_BYTES);
    if (piece.length === 0) break;
    position += piece.length;
    const written = new Promise<void>((resolve) => inflate.write(piece, () => resolve()));
    await Promise.race([written, over]);
  }
  inflate.end();
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
