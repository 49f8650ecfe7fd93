/** Characters that stand for themselves without quotes. */
const BARE = /^[A-Za-z0-9_.,:/@%+=^-]+$/;

/** How a word is quoted: bare, or by a quote around all of it. */
export type QuoteStyle = '' | "'" | '"';

/** The style of a word as it stands in the text. */
export function quoteStyleOf(word: string): QuoteStyle {
  const first = word[0];
  return first === "'" || first === '"' ? first : '';
}

/** A value as a word of bash, in the style asked for where that holds it. */
export function quoted(value: string, style: QuoteStyle): string {
  if (style === '' && BARE.test(value)) return value;
  if (style === '"') return `"${value.replace(/[\\"$`]/g, '\\$&')}"`;
  return `'${value.replaceAll("'", "'\\''")}'`;
}
