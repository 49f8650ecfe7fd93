/** A run of whole lines in one file. */
export interface Block {
  readonly file: string;
  readonly offset: number;
  readonly firstSeq: number;
  bytes: number;
  lines: number;
}

/** How many bytes a block has before the next one begins: what a reader holds at once. */
const BLOCK_BYTES = 32 * 1024;

/** Where lines are: one entry for each 32 KiB, so that any line is found without reading from the start. */
export class LineIndex {
  readonly #blocks: Block[] = [];

  /** The newest block; lines are still added to it. */
  get last(): Block | undefined {
    return this.#blocks.at(-1);
  }

  get firstSeq(): number | undefined {
    return this.#blocks[0]?.firstSeq;
  }

  /** Takes up a line of so many bytes, its line feed included. Answers whether a block began with it. */
  add(file: string, seq: number, bytes: number): boolean {
    const last = this.last;
    if (last !== undefined && last.file === file && last.bytes < BLOCK_BYTES) {
      last.bytes += bytes;
      last.lines += 1;
      return false;
    }
    const offset = last !== undefined && last.file === file ? last.offset + last.bytes : 0;
    this.#blocks.push({ file, offset, firstSeq: seq, bytes, lines: 1 });
    return true;
  }

  /** The number of the first line of those blocks at the end that have so many bytes together; of the last at least. */
  firstOfLast(bytes: number): number {
    let left = bytes;
    let first = this.last?.firstSeq ?? 1;
    for (let at = this.#blocks.length - 1; at >= 0; at -= 1) {
      const block = this.#blocks[at] as Block;
      left -= block.bytes;
      if (left < 0) break;
      first = block.firstSeq;
    }
    return first;
  }

  /** The block with this line, or the first one after it. */
  find(seq: number): Block | undefined {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle] as Block;
      if (block.firstSeq + block.lines <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#blocks[low];
  }

  /** Forgets what is in a file. */
  drop(file: string): void {
    const kept = this.#blocks.filter((block) => block.file !== file);
    this.#blocks.splice(0, this.#blocks.length, ...kept);
  }
}
