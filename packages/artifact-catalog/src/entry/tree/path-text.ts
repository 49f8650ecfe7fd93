/**
 * The text of a file's name. Names are bytes: those that are not UTF-8 become the lone surrogates U+DC80 to U+DCFF,
 * which no UTF-8 gives, so that {@link bytesOfPath} finds them again.
 */
export function textOfPath(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    return textOfForeignBytes(bytes);
  }
}

export function bytesOfPath(text: string): Buffer {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  const parts = text.split(SPLIT_AT_SURROGATE).map((part) => {
    const code = part.length === 1 ? part.charCodeAt(0) : 0;
    return code >= FIRST_SURROGATE && code <= LAST_SURROGATE ? Buffer.of(code - OFFSET) : Buffer.from(part);
  });
  return Buffer.concat(parts);
}

/** Bytes as one word of printable ASCII: every other byte, the space and the percent sign become `%XX`. */
export function escapeBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (PLAIN.test(text)) return text;
  return text.replace(/[^!-$&-~]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** What {@link escapeBytes} wrote; `undefined` for what it never writes. */
export function unescapeBytes(word: string): Buffer | undefined {
  if (PLAIN.test(word)) return Buffer.from(word, 'latin1');
  const text = word.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes = Buffer.from(text, 'latin1');
  return escapeBytes(bytes) === word ? bytes : undefined;
}

// A byte order mark is part of a name.
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const PLAIN = /^[!-$&-~]*$/;
const OFFSET = 0xdc00;
const FIRST_SURROGATE = 0xdc80;
const LAST_SURROGATE = 0xdcff;
// With the flag `u` half of a pair does not match.
const LONE_SURROGATE = /[\u{DC80}-\u{DCFF}]/u;
const SPLIT_AT_SURROGATE = /([\u{DC80}-\u{DCFF}])/u;

function textOfForeignBytes(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const character = characterAt(bytes, start);
    text += character ?? String.fromCharCode(OFFSET + (bytes[start] ?? 0));
    start += character === undefined ? 1 : Buffer.byteLength(character);
  }
  return text;
}

function characterAt(bytes: Uint8Array, start: number): string | undefined {
  for (let length = 1; length <= 4 && start + length <= bytes.length; length += 1) {
    try {
      return STRICT.decode(bytes.subarray(start, start + length));
    } catch {
      // One more byte may complete it.
    }
  }
  return undefined;
}
