/** The last bytes of an output that may have no end. */
export interface OutputTail {
  add(chunk: Buffer): void;
  /** Decoded as UTF-8; a character that is cut at the start is left out. */
  text(): string;
}

export function createOutputTail(maxBytes: number): OutputTail {
  let kept = Buffer.alloc(0);
  let isCut = false;
  return {
    add(chunk) {
      isCut ||= kept.length + chunk.length > maxBytes;
      // Copied, so that the chunk's own, larger memory is not held.
      kept = Buffer.concat([kept, chunk.subarray(-maxBytes)]);
      if (kept.length > maxBytes) kept = Buffer.from(kept.subarray(kept.length - maxBytes));
    },
    text: () => kept.subarray(isCut ? firstCharacter(kept) : 0).toString('utf8'),
  };
}

/** Where the first whole character begins. */
function firstCharacter(bytes: Buffer): number {
  const at = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(at, 0);
}
