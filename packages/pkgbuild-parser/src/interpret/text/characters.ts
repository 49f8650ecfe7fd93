/** The characters of a text as bash counts them: code points. */
export function charactersOf(
  text: string,
): ArrayLike<string> & { slice(start?: number, end?: number): unknown } {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
}

/** The text between two characters. */
export function textBetween(characters: ArrayLike<string>, start: number, end: number): string {
  if (typeof characters === 'string') return characters.slice(start, end);
  return Array.prototype.slice.call(characters, start, end).join('');
}
