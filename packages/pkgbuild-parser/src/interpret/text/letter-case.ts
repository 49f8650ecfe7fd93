/** A character in capitals, as the C library has it: one character for one. */
export function capital(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (isWithIota(code)) return String.fromCodePoint(code + (code < 0x1fb0 ? 8 : 9));
  return oneCharacter(character.toUpperCase(), character);
}

/** A character as a small letter: one character for one. */
export function small(character: string): string {
  return character === '\u0130' ? 'i' : oneCharacter(character.toLowerCase(), character);
}

/** All characters of a text in capitals. */
export function capitals(text: string): string {
  return ASCII.test(text) ? text.toUpperCase() : Array.from(text, capital).join('');
}

/** All characters of a text as small letters. */
export function smallLetters(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : Array.from(text, small).join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
const ASCII = /^[\u0000-\u007f]*$/;

/** Greek letters with a iota below, whose capitals are one character here and two in JavaScript. */
function isWithIota(code: number): boolean {
  const isRow = code >= 0x1f80 && code < 0x1fb0 && (code & 8) === 0;
  return isRow || code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3;
}

function oneCharacter(changed: string, character: string): string {
  return Array.from(changed).length === 1 ? changed : character;
}
