import { createScanner } from 'jsonc-parser';

/** Where a part of a text begins, and where the first character after it is. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A record's text with another `last_accessed`, and which bytes of it alone are different. */
export interface EditedText {
  readonly text: string;
  /** Where the new value can be written over the old one; `undefined` when their lengths differ. */
  readonly patch: { readonly offset: number; readonly value: string } | undefined;
}

/**
 * Sets `last_accessed` in the text of a record. All else stays to the letter, numbers that JavaScript cannot hold
 * included.
 * @param text JSON text of an object with at least one member
 */
export function withLastAccessed(text: string, time: string): EditedText {
  const value = JSON.stringify(time);
  const span = spanOfMember(text, 'last_accessed');
  if (span === undefined) return { text: withMember(text, `"last_accessed": ${value}`), patch: undefined };
  const before = text.slice(0, span.start);
  const isSameLength = Buffer.byteLength(text.slice(span.start, span.end)) === Buffer.byteLength(value);
  return {
    text: `${before}${value}${text.slice(span.end)}`,
    patch: isSameLength ? { offset: Buffer.byteLength(before), value } : undefined,
  };
}

/** A record's text without the time of its last use: equal for records that differ in nothing else. */
export function withoutLastAccessed(text: string): string {
  return withLastAccessed(text, '').text;
}

function withMember(text: string, member: string): string {
  const end = text.lastIndexOf('}');
  return `${text.slice(0, end).trimEnd()},\n  ${member}\n${text.slice(end)}`;
}

/**
 * The value of a member of the outermost object. Of several the last one is meant, as for `JSON.parse`. The tokens are
 * read one by one, because a parser that makes a tree of them is recursive: a record may be nested a million deep.
 */
function spanOfMember(text: string, name: string): Span | undefined {
  let found: Span | undefined;
  let value: Span | undefined;
  let key: string | undefined;
  let depth = 0;
  for (const { start, end, content } of tokensOf(text)) {
    const token = text.slice(start, end);
    if (depth === 1 && (token === ',' || token === '}')) {
      if (key === name) found = value;
      key = value = undefined;
    } else if (depth === 1 && key === undefined) {
      key = content;
    } else if (depth > 1 || (depth === 1 && token !== ':')) {
      value = { start: value?.start ?? start, end };
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return found;
}

function* tokensOf(text: string): Generator<Span & { content: string }> {
  const scanner = createScanner(text, true);
  if (text.startsWith(BYTE_ORDER_MARK)) scanner.setPosition(1);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = scanner.getTokenOffset();
    yield { start, end: start + scanner.getTokenLength(), content: scanner.getTokenValue() };
  }
}

const BYTE_ORDER_MARK = '\ufeff';
