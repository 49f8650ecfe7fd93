import type { Place } from '../positions.js';
import { readScalar } from './scope.js';
import type { Segment } from './segments.js';
import type { Shell } from './shell.js';
import { removeSimple, simplePattern } from './simple-patterns.js';

/**
 * The segments of a word of the usual kinds, such as `"$pkgname-$pkgver.tar.gz"`, without asking for the tree
 * of its parts; answers nothing for any other word. @throws NotKnown
 */
export function quickSegments(shell: Shell, word: QuickWord): Segment[] | undefined {
  const { text } = word;
  const segments: Segment[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === SINGLE_QUOTE) {
      const end = text.indexOf("'", index + 1);
      if (end === -1) return undefined;
      segments.push({ type: 'quoted', text: text.slice(index + 1, end) });
      index = end + 1;
      continue;
    }
    const end =
      character === DOUBLE_QUOTE
        ? readQuoted(shell, { word, start: index + 1 }, segments)
        : character === DOLLAR
          ? readName(shell, { word, start: index }, (value) =>
              segments.push({ type: 'expanded', text: value }),
            )
          : readLiteral(text, index, segments);
    if (end === -1) return undefined;
    index = end;
  }
  return segments;
}

/** A word's raw text and where it stands. */
interface QuickWord extends Place {
  readonly text: string;
}

const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const BACKTICK = 96;
const BACKSLASH = 92;
const OPENING_BRACE = 123;

interface At {
  readonly word: QuickWord;
  readonly start: number;
}

/** Answers where it ends, or -1 when it is not of the usual kind. */
function readQuoted(shell: Shell, { word, start }: At, segments: Segment[]): number {
  const { text } = word;
  let value = '';
  let from = start;
  for (let index = start; index < text.length; ) {
    const character = text.charCodeAt(index);
    if (character === DOUBLE_QUOTE) {
      segments.push({ type: 'quoted', text: value + text.slice(from, index) });
      return index + 1;
    }
    if (character === BACKSLASH || character === BACKTICK) return -1;
    if (character !== DOLLAR) {
      index += 1;
      continue;
    }
    value += text.slice(from, index);
    index = readName(shell, { word, start: index }, (read) => {
      value += read;
    });
    if (index === -1) return -1;
    from = index;
  }
  return -1;
}

const NAME = /\$([A-Za-z_][A-Za-z0-9_]*)/y;
const BRACED = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(%%?|##?)([\w.*:-]+)|(\/\/?)([\w.:+-]+)\/([\w.:+-]*))?\}/y;

/** `$name`, `${name}`, and the usual removals and replacements; answers -1 for any other expansion. */
function readName(shell: Shell, { word, start }: At, take: (value: string) => void): number {
  const pattern = word.text.charCodeAt(start + 1) === OPENING_BRACE ? BRACED : NAME;
  pattern.lastIndex = start;
  const match = pattern.exec(word.text);
  if (match === null) return -1;
  const end = start + match[0].length;
  const [, name = '', removes, removed = '', replaces, replaced = '', replacement = ''] = match;
  const shape = removes === undefined ? undefined : simplePattern(removed);
  if (removes !== undefined && shape === undefined) return -1;
  const place = { pos: word.pos + start, end: word.pos + end };
  const value = readScalar(shell, name, place) ?? '';
  if (removes !== undefined && shape !== undefined) take(removeSimple(value, removes, shape));
  else if (replaces === '//') take(value.replaceAll(replaced, replacement));
  else if (replaces !== undefined) take(value.replace(replaced, replacement));
  else take(value);
  return end;
}

const LITERAL = /[A-Za-z0-9_./:,%^=@#+!-]+/y;

function readLiteral(text: string, start: number, segments: Segment[]): number {
  LITERAL.lastIndex = start;
  const literal = LITERAL.exec(text)?.[0];
  if (literal === undefined) return -1;
  segments.push({ type: 'literal', text: literal });
  return start + literal.length;
}
