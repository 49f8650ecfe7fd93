/** A pattern that is some text with a `*` before it, after it, or neither. */
export interface SimplePattern {
  readonly text: string;
  readonly starBefore: boolean;
  readonly starAfter: boolean;
}

/** Reads a pattern without quotes; `undefined` for one of another shape. */
export function simplePattern(pattern: string): SimplePattern | undefined {
  const starBefore = pattern.startsWith('*');
  const starAfter = pattern.endsWith('*') && pattern.length > 1;
  const text = pattern.slice(starBefore ? 1 : 0, starAfter ? -1 : undefined);
  if (text === '' || (starBefore && starAfter) || /[*?[\\]/.test(text)) return undefined;
  return { text, starBefore, starAfter };
}

/** Whether the whole value matches. */
export function matchesSimple(value: string, { text, starBefore, starAfter }: SimplePattern): boolean {
  if (starBefore) return value.endsWith(text);
  return starAfter ? value.startsWith(text) : value === text;
}

/** `${value#pattern}` and its kin, in the common shapes. */
export function removeSimple(
  value: string,
  operator: string,
  { text, starBefore, starAfter }: SimplePattern,
): string {
  const isLongest = operator.length === 2;
  if (operator.startsWith('#')) {
    if (starBefore) return afterMark(value, text, isLongest);
    if (!value.startsWith(text)) return value;
    return starAfter && isLongest ? '' : value.slice(text.length);
  }
  if (starAfter) return beforeMark(value, text, isLongest);
  if (!value.endsWith(text)) return value;
  return starBefore && isLongest ? '' : value.slice(0, value.length - text.length);
}

function afterMark(value: string, mark: string, last: boolean): string {
  const index = last ? value.lastIndexOf(mark) : value.indexOf(mark);
  return index === -1 ? value : value.slice(index + mark.length);
}

function beforeMark(value: string, mark: string, first: boolean): string {
  const index = first ? value.indexOf(mark) : value.lastIndexOf(mark);
  return index === -1 ? value : value.slice(0, index);
}
