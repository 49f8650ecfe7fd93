import type { ByteSource } from './byte-source.js';
import { beyondLimit, damaged } from './damaged.js';

const CHUNK_BYTES = 2 * 1024 * 1024;

export interface ByteWindowOptions {
  /** The most bytes that are read. */
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Where in the buffer the next value is, and how many were passed. */
export interface Advance {
  readonly at: number;
  readonly count: number;
}

/** A part of a source in memory, which moves on as values are taken. */
export interface ByteWindow {
  /** Bytes taken or skipped so far. */
  position(): number;
  /** Refuses a value of so many bytes, where fewer may follow. */
  requireLeft(length: number): void;
  /** Reads a value of so many bytes at a place of the buffer. */
  take<T>(length: number, read: (buffer: Buffer, at: number) => T): Promise<T>;
  skip(length: number): Promise<void>;
  /** Moves on in what is in memory, and returns how many were passed. */
  advance(pass: (buffer: Buffer, at: number) => Advance): number;
}

export function createByteWindow(source: ByteSource, options: ByteWindowOptions): ByteWindow {
  const { maxBytes, signal } = options;
  const end = Math.min(maxBytes, source.size ?? maxBytes);
  /** `start` is where in the source the buffer begins, `at` where in the buffer the next value is. */
  let [buffer, start, at] = [Buffer.alloc(0), 0, 0];

  function requireLeft(length: number): void {
    if (!(start + at + length <= end)) throw endError(source.name, { end, maxBytes });
  }

  async function need(length: number): Promise<void> {
    if (buffer.length - at >= length) return;
    requireLeft(length);
    signal?.throwIfAborted();
    const rest = buffer.subarray(at);
    const wanted = Math.min(Math.max(length, CHUNK_BYTES), end - start - at) - rest.length;
    const more = await source.read(start + at + rest.length, wanted);
    signal?.throwIfAborted();
    [buffer, start, at] = [Buffer.concat([rest, more]), start + at, 0];
    if (buffer.length < length) throw damaged(source.name, 'it ends before its header does');
  }

  return {
    position: () => start + at,
    requireLeft,
    async take(length, read) {
      await need(length);
      const value = read(buffer, at);
      at += length;
      return value;
    },
    async skip(length) {
      requireLeft(length);
      at += length;
      if (at > buffer.length) [buffer, start, at] = [Buffer.alloc(0), start + at, 0];
    },
    advance(pass) {
      const passed = pass(buffer, at);
      at = passed.at;
      return passed.count;
    },
  };
}

function endError(file: string, { end, maxBytes }: { readonly end: number; readonly maxBytes: number }) {
  return end === maxBytes
    ? beyondLimit(file, 'limits.headerBytes', maxBytes)
    : damaged(file, 'it ends before its header does');
}
