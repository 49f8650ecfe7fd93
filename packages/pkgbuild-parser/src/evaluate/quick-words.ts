import type { Word } from 'unbash';
import { readScalar } from './scope.js';
import type { Segment } from './segments.js';
import type { Shell } from './shell.js';

/**
 * The segments of a word of the usual kinds, such as `"$pkgname-$pkgver.tar.gz"`, without asking for the tree
 * of its parts; answers nothing for any other word. @throws NotKnown
 */
export function quickSegments(shell: Shell, word: Word): Segment[] | undefined {
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

const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const BACKTICK = 96;
const BACKSLASH = 92;

interface At {
  readonly word: Word;
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

const NAME = /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/y;

function readName(shell: Shell, { word, start }: At, take: (value: string) => void): number {
  NAME.lastIndex = start;
  const match = NAME.exec(word.text);
  if (match === null) return -1;
  const end = start + match[0].length;
  const place = { pos: word.pos + start, end: word.pos + end };
  take(readScalar(shell, match[1] ?? match[2] ?? '', place) ?? '');
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
