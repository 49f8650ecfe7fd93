import type { FileHandle } from 'node:fs/promises';

/** Where in a file a zip archive lies: a program that unpacks itself comes before it, anything may come after it. */
export interface ZipPlace {
  readonly start: number;
  readonly end: number;
}

const END_SIGNATURE = 0x06054b50;
const INDEX_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
/** The longest comment, and as much again of what does not belong to the archive. */
const TAIL_BYTES = END_BYTES + 2 * 0xffff;
/** What a field holds whose value is in a zip64 record. */
const ELSEWHERE = 0xffff_ffff;

/** Finds the zip whose index is near the end of a file, as programs do that read its index. */
export async function findZip(file: FileHandle): Promise<ZipPlace | undefined> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const place = await placeOf(file, { record: tail.subarray(at), at: size - tail.length + at });
    if (place !== undefined && place.end <= size) return place;
  }
  return undefined;
}

interface EndRecord {
  readonly record: Buffer;
  readonly at: number;
}

/** The archive that ends with this record, if its index is where the record says. */
async function placeOf(file: FileHandle, { record, at }: EndRecord): Promise<ZipPlace | undefined> {
  const [entries, bytes, offset] = [
    record.readUInt16LE(10),
    record.readUInt32LE(12),
    record.readUInt32LE(16),
  ];
  const end = at + END_BYTES + record.readUInt16LE(20);
  if (bytes === ELSEWHERE || offset === ELSEWHERE) return { start: 0, end };
  const start = at - bytes - offset;
  if (start < 0) return undefined;
  // One without entries is nothing but its end.
  if (entries === 0) return at === 0 ? { start: 0, end } : undefined;
  const index = await readAt(file, start + offset, 4);
  return index.length === 4 && index.readUInt32LE() === INDEX_SIGNATURE ? { start, end } : undefined;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
