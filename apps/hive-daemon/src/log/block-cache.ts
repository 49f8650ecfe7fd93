/** Lines made ready for readers, and where each begins. */
export interface Frames {
  readonly bytes: Buffer;
  /** The offset of each line's frame. */
  readonly starts: readonly number[];
}

/** How many blocks are kept for the other readers that are about to come by. */
const KEPT_BLOCKS = 64;

/** The blocks that were made ready last. Readers that ask at once share one reading. */
export class BlockCache {
  readonly #kept = new Map<number, Promise<Frames>>();

  get(key: number, make: () => Promise<Frames>): Promise<Frames> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const made = make();
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_BLOCKS) break;
      this.#kept.delete(oldest);
    }
    return made;
  }
}

/** Makes the frames of consecutive lines. */
export function frameLines(
  lines: readonly string[],
  firstSeq: number,
  frame: (seq: number, line: string) => string,
): Frames {
  const starts: number[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const part = Buffer.from(frame(firstSeq + index, line));
    starts.push(offset);
    parts.push(part);
    offset += part.length;
  }
  return { bytes: Buffer.concat(parts), starts };
}
