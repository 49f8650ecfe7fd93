/** A longer line is no event of an engine's. */
const MAX_LINE_BYTES = 16 * 1024 ** 2;
const LINE_FEED = 0x0a;

/** Cuts a stream of server-sent events into whole lines, their line breaks included. */
export class EventLines {
  #rest: Buffer = Buffer.alloc(0);

  /** The lines that are whole by now. @throws when a line is too long */
  push(chunk: Buffer): string[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end < 0) break;
      lines.push(bytes.toString('utf8', from, end + 1));
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
    if (this.#rest.length > MAX_LINE_BYTES) throw new Error('the worker sent a line that is too long');
    return lines;
  }

  /** What came after the last line break. */
  end(): string[] {
    const rest = this.#rest.toString('utf8');
    this.#rest = Buffer.alloc(0);
    return rest === '' ? [] : [rest];
  }
}

/** The data of a line `data: …`; `undefined` for other lines. */
export function dataOf(line: string): string | undefined {
  if (!line.startsWith('data:')) return undefined;
  return line.slice(line.startsWith('data: ') ? 6 : 5).trimEnd();
}
