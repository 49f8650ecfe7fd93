import { HIDDEN_BACKTICK } from '../../interpret/expand/hidden-backtick.js';

const QUOTED_OPERAND = /(\$\{[^{}"`\n]*?)'([^'"{}\n]*`[^'"{}\n]*)'(?=[^{}"\n]*\})/g;

/**
 * A backtick in single quotes inside `"${name-'`'}"` begins nothing when bash reads the file, only when it expands
 * the word: returns the text with another character in its place, or `undefined` when there is none.
 */
export function withHiddenBackticks(text: string): string | undefined {
  if (!text.includes('`')) return undefined;
  const hidden = text.replace(
    QUOTED_OPERAND,
    (_, before: string, inner: string) => `${before}'${inner.replaceAll('`', HIDDEN_BACKTICK)}'`,
  );
  return hidden === text ? undefined : hidden;
}
