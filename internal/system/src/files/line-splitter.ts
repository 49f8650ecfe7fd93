const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface LineSplitterOptions {
  /** The longest line; a longer one comes in pieces. */
  readonly maxBytes: number;
  /** Called with each line, without its end. */
  readonly onLine: (line: string) => void;
}

/** Turns the bytes of one stream into lines. */
export interface LineSplitter {
  push(chunk: Buffer): void;
  /** Emits a last line that has no newline. */
  flush(): void;
}

/**
 * Splits at newlines. Of a line with carriage returns the text after the last one counts, as a terminal would
 * show it. A line longer than `maxBytes` comes in pieces, never cut within a character of UTF-8.
 */
export function createLineSplitter({ maxBytes, onLine }: LineSplitterOptions): LineSplitter {
  let rest: Buffer = Buffer.alloc(0);

  function emit(line: Buffer): void {
    const remainder = emitPieces(visiblePart(line, 0));
    onLine(remainder.toString('utf8'));
  }

  function emitPieces(line: Buffer): Buffer {
    let remainder = line;
    while (remainder.length > maxBytes) {
      const end = characterBoundary(remainder, maxBytes);
      onLine(remainder.toString('utf8', 0, end));
      remainder = remainder.subarray(end);
    }
    return remainder;
  }

  return {
    push(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE, start)) {
        emit(data.subarray(start, end));
        start = end + 1;
      }
      const open = data.subarray(start);
      rest = Buffer.from(open.length > maxBytes ? emitPieces(visiblePart(open, 1)) : open);
    },
    flush() {
      if (rest.length > 0) emit(rest);
      rest = Buffer.alloc(0);
    },
  };
}

/** What stands after the last carriage return; of those at the end, `kept` stay for what may follow. */
function visiblePart(line: Buffer, kept: 0 | 1): Buffer {
  let end = line.length;
  while (end > 0 && line[end - 1] === CARRIAGE_RETURN) end -= 1;
  const start = end === 0 ? 0 : line.lastIndexOf(CARRIAGE_RETURN, end - 1) + 1;
  return line.subarray(start, Math.min(line.length, end + kept));
}

/** The end of the last whole character within `maxBytes`, or `maxBytes` where there is none. */
function characterBoundary(bytes: Buffer, maxBytes: number): number {
  for (let end = maxBytes; end > maxBytes - 4 && end > 0; end -= 1) {
    const isContinuation = ((bytes[end] ?? 0) & 0xc0) === 0x80;
    if (!isContinuation) return end;
  }
  return maxBytes;
}
