import { DecodeError } from './compression/decode-error.js';

/** Bytes that are taken in the sizes that a format has them in. */
export interface ByteSource {
  /** Exactly so many, which are few; nothing when none is left. */
  take(bytes: number): Promise<Buffer | undefined>;
  /** So many, in pieces. What is not read of them is still there. */
  pieces(bytes: number): AsyncGenerator<Buffer, void>;
}

/** @throws DecodeError from its functions, when the bytes end amid what is asked for */
export function createByteSource(chunks: AsyncIterable<Buffer>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function isMore(): Promise<boolean> {
    while (held.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return false;
      held = value;
    }
    return true;
  }

  async function* pieces(bytes: number): AsyncGenerator<Buffer, void> {
    for (let left = bytes; left > 0; ) {
      if (!(await isMore())) throw new DecodeError('it ends too soon');
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async function take(bytes: number): Promise<Buffer | undefined> {
    if (bytes > 0 && !(await isMore())) return undefined;
    const taken: Buffer[] = [];
    for await (const piece of pieces(bytes)) taken.push(piece);
    return Buffer.concat(taken);
  }

  return { take, pieces };
}
