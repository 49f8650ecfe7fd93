/** What a server's answer to a request for a pack says beside the pack. */
export interface PackAnswer {
  /** Whether it is closed as gitprotocol-pack(5) has it; one that is not ended early. */
  readonly isWhole: boolean;
  /** The last of what the server says to people, such as why it ends. */
  readonly words: string;
  /** Whether it says that it refuses or failed. */
  readonly isRefusal: boolean;
}

/** Bands of gitprotocol-pack(5) beside that of the pack itself. */
const PROGRESS = 2;
const FAILURE = 3;

const MAX_WORDS = 500;
const LENGTH_BYTES = 4;
const FLUSH = 0;

/** Reads the packets of an answer, without a copy of the pack in it. */
export function readPackAnswer(chunks: readonly Uint8Array[]): PackAnswer {
  const reader = createReader(chunks);
  let words = '';
  let isRefusal = false;
  let isWhole = false;
  while (reader.left() >= LENGTH_BYTES) {
    const length = Number.parseInt(reader.take(LENGTH_BYTES).toString('latin1'), 16);
    // Not packets, but a pack as it is: of a server that knows no bands.
    if (Number.isNaN(length)) return { isWhole: true, words, isRefusal };
    isWhole = length === FLUSH;
    if (length <= LENGTH_BYTES) continue;
    if (reader.left() < length - LENGTH_BYTES) return { isWhole: false, words, isRefusal };
    const band = reader.peek();
    const isError = band === 'E'.charCodeAt(0);
    if (band !== PROGRESS && band !== FAILURE && !isError) {
      reader.skip(length - LENGTH_BYTES);
      continue;
    }
    const text = reader.take(length - LENGTH_BYTES).toString('utf8');
    isRefusal ||= band === FAILURE || isError;
    words = `${words}${isError ? text.replace(/^ERR /, '') : text.slice(1)}`.slice(-MAX_WORDS);
  }
  return { isWhole, words: lastLines(words), isRefusal };
}

/** Of lines that are written over one another, the last. */
function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\r').at(-1)?.trim() ?? '');
  return lines
    .filter((line) => line !== '')
    .slice(-3)
    .join(' ');
}

function createReader(chunks: readonly Uint8Array[]) {
  let index = 0;
  let offset = 0;
  let left = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const advance = (count: number): Uint8Array => {
    const chunk = chunks[index] ?? new Uint8Array();
    const part = chunk.subarray(offset, offset + count);
    offset += part.length;
    left -= part.length;
    if (offset >= chunk.length) {
      index += 1;
      offset = 0;
    }
    return part;
  };
  return {
    left: () => left,
    peek: () => chunks[index]?.[offset],
    skip(count: number): void {
      for (let rest = Math.min(count, left); rest > 0; ) rest -= advance(rest).length;
    },
    take(count: number): Buffer {
      const parts: Uint8Array[] = [];
      for (let rest = Math.min(count, left); rest > 0; ) {
        const part = advance(rest);
        parts.push(part);
        rest -= part.length;
      }
      return Buffer.concat(parts);
    },
  };
}
