/** A longer line is cut into several. */
const MAX_LINE_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** Makes lines of chunks. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The lines that the chunk completes. */
  *push(chunk: Buffer): Generator<string> {
    // The chunk's memory is used again by who reads the file.
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = data.indexOf(LINE_FEED);
      if (end !== -1 && end <= MAX_LINE_BYTES) {
        yield textOf(data.subarray(0, end));
        data = data.subarray(end + 1);
      } else if (data.length > MAX_LINE_BYTES) {
        yield textOf(data.subarray(0, MAX_LINE_BYTES));
        data = data.subarray(MAX_LINE_BYTES);
      } else break;
    }
    this.#rest = Buffer.from(data);
  }

  /** What came after the last line feed. */
  *rest(): Generator<string> {
    if (this.#rest.length > 0) yield textOf(this.#rest);
    this.#rest = Buffer.alloc(0);
  }
}

function textOf(line: Buffer): string {
  return line.toString('utf8').replace(/\r$/, '');
}
