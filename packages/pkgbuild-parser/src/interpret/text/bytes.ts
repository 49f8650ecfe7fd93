/**
 * Bytes beyond ASCII that are not a character by themselves are kept as code points that no text contains:
 * `printf` may write a character's bytes one by one, or cut one through.
 */
const FIRST_MARK = 0x10fe00;

export const MARKS = /[\u{10fe80}-\u{10feff}]+/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
export const ASCII = /^[\u0000-\u007f]*$/;

/** A byte as part of a text under way. */
export function markedByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : String.fromCodePoint(FIRST_MARK + byte);
}

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  return ASCII.test(text) ? text.length : bytesOf(text).length;
}

/** The first bytes of a text, which may end within a character. */
export function firstBytes(text: string, count: number): string {
  if (ASCII.test(text)) return text.slice(0, count);
  const bytes = bytesOf(text).subarray(0, count);
  return Array.from(bytes, markedByte).join('');
}

export function bytesOf(text: string): Uint8Array {
  const pieces = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isMark = code >= FIRST_MARK + 0x80 && code <= FIRST_MARK + 0xff;
    return isMark ? [code - FIRST_MARK] : [...new TextEncoder().encode(character)];
  });
  return Uint8Array.from(pieces.flat());
}
