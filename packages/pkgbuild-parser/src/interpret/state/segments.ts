/**
 * A stretch of a word after expansion.
 * - `literal`: from the text, unquoted: a pattern character in it is one, but it is not split.
 * - `quoted`: stands for itself, and keeps its word alive even when empty.
 * - `expanded`: from an unquoted expansion: split at `IFS`, and a pattern character in it is one.
 * - `break`: between two elements of an array; `text` is what joins them where there is only one word.
 */
export interface Segment {
  readonly type: 'literal' | 'quoted' | 'expanded' | 'break';
  readonly text: string;
}

/** The segments as one string. */
export function joinSegments(segments: readonly Segment[]): string {
  if (segments.length === 1) return segments[0]?.text ?? '';
  return segments.map(({ text }) => text).join('');
}

/** Text outside quotes, where a backslash quotes the next character and a continued line is joined. */
export function literalSegments(text: string): Segment[] {
  if (!text.includes('\\')) return text === '' ? [] : [{ type: 'literal', text }];
  const segments: Segment[] = [];
  for (const [, plain, escaped] of text.matchAll(/([^\\]+)|\\([\s\S]|$)/gu)) {
    if (plain !== undefined) segments.push({ type: 'literal', text: plain });
    else if (escaped !== '\n')
      segments.push({ type: 'quoted', text: escaped === '' ? '\\' : (escaped ?? '') });
  }
  return segments;
}
