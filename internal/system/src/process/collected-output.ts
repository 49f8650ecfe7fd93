const FIRST_BYTES = 4 * 1024;

/** Bytes that are kept up to a bound, whatever comes: in one buffer of our own, so that no chunk is held. */
export interface CollectedOutput {
  /** Keeps what there is room for, and returns whether all of it was kept. */
  add(chunk: Buffer): boolean;
  /** How many bytes more it would keep. */
  room(): number;
  bytes(): Buffer;
}

export function collectOutput(maxBytes: number): CollectedOutput {
  let buffer = Buffer.alloc(0);
  let length = 0;

  function makeRoom(needed: number): void {
    if (needed <= buffer.length) return;
    const size = Math.min(maxBytes, Math.max(needed, 2 * buffer.length, FIRST_BYTES));
    const larger = Buffer.allocUnsafe(size);
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  return {
    add(chunk) {
      const kept = Math.min(chunk.length, maxBytes - length);
      makeRoom(length + kept);
      chunk.copy(buffer, length, 0, kept);
      length += kept;
      return kept === chunk.length;
    },
    room: () => maxBytes - length,
    bytes: () => Buffer.from(buffer.subarray(0, length)),
  };
}
