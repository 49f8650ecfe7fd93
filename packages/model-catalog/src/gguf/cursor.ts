import type { ByteSource } from './byte-source.js';
import { type Advance, type ByteWindowOptions, createByteWindow } from './byte-window.js';

/** Reads values one after the other, and no more bytes than are allowed. */
export interface Cursor {
  /** Bytes read or skipped so far. */
  position(): number;
  /** Refuses a value of so many bytes, where fewer may follow. */
  requireLeft(length: number): void;
  u8(): Promise<number>;
  u16(): Promise<number>;
  u32(): Promise<number>;
  i32(): Promise<number>;
  f32(): Promise<number>;
  f64(): Promise<number>;
  /** As a number where it is a safe one, else as infinity. */
  u64(): Promise<number>;
  i64(): Promise<number>;
  bytes(length: number): Promise<Buffer>;
  skip(length: number): Promise<void>;
  /** Skips so many texts, each with its length before it. */
  skipTexts(count: number): Promise<void>;
}

export function createCursor(source: ByteSource, options: ByteWindowOptions): Cursor {
  const window = createByteWindow(source, options);
  const { take, skip } = window;
  const u64 = () => take(8, (buffer, at) => safe(buffer.readBigUInt64LE(at)));
  return {
    position: window.position,
    requireLeft: window.requireLeft,
    u8: () => take(1, (buffer, at) => buffer.readUInt8(at)),
    u16: () => take(2, (buffer, at) => buffer.readUInt16LE(at)),
    u32: () => take(4, (buffer, at) => buffer.readUInt32LE(at)),
    i32: () => take(4, (buffer, at) => buffer.readInt32LE(at)),
    f32: () => take(4, (buffer, at) => buffer.readFloatLE(at)),
    f64: () => take(8, (buffer, at) => buffer.readDoubleLE(at)),
    i64: () => take(8, (buffer, at) => safe(buffer.readBigInt64LE(at))),
    u64,
    bytes: (length) => take(length, (buffer, at) => Buffer.from(buffer.subarray(at, at + length))),
    skip,
    async skipTexts(count) {
      for (let left = count; left > 0; left -= 1) {
        // What is in the buffer already needs no promise: there may be hundreds of thousands.
        left -= window.advance((buffer, from) => skipTextsIn(buffer, from, left - 1));
        await skip(await u64());
      }
    },
  };
}

/** Skips at most so many texts that are whole in the buffer. */
function skipTextsIn(buffer: Buffer, from: number, most: number): Advance {
  let at = from;
  let count = 0;
  while (count < most && buffer.length - at >= 8) {
    const next = at + 8 + safe(buffer.readBigUInt64LE(at));
    if (next > buffer.length) break;
    at = next;
    count += 1;
  }
  return { at, count };
}

function safe(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Number.POSITIVE_INFINITY;
}
