import type { Place } from '../../problems/positions.js';
import { takeSteps } from '../state/budget.js';
import type { Shell } from '../state/shell.js';
import { readElements, readScalar } from '../state/variables/read-variable.js';
import { presentElements } from '../state/variables/variable.js';

/** A word's raw text and where it stands. */
interface QuickWord extends Place {
  readonly text: string;
}

interface Reading {
  /** What has been read so far. */
  text: string;
  /** Whether a part of it was quoted, which keeps an empty word alive. */
  isQuoted: boolean;
  /** Whether an unquoted part would be split or taken for a pattern. */
  needsSplitting: boolean;
}

/**
 * The text of a word of the usual kinds, such as `"$pkgname-$pkgver.tar.gz"`, where bash does not split, without
 * building the tree of its parts; `undefined` for any other word. @throws NotKnown
 */
export function quickText(shell: Shell, word: QuickWord): string | undefined {
  return readQuickly(shell, word)?.text;
}

/** The same where bash splits, when the word stays one. @throws NotKnown */
export function quickField(shell: Shell, word: QuickWord): string | undefined {
  const reading = readQuickly(shell, word);
  if (reading === undefined || reading.needsSplitting) return undefined;
  return reading.isQuoted || reading.text !== '' ? reading.text : undefined;
}

const WHOLE_LIST = /^("?)\$\{([A-Za-z_][A-Za-z0-9_]*)\[@\]\}\1$/;

/**
 * The elements for a word that is a whole list, `"${name[@]}"`, or without the quotes when none of them would be
 * split; `undefined` for any other word. @throws NotKnown
 */
export function quickList(shell: Shell, word: QuickWord): readonly string[] | undefined {
  const [, quote, name] = WHOLE_LIST.exec(word.text) ?? [];
  if (name === undefined) return undefined;
  const elements = presentElements(readElements(shell, name, word));
  takeSteps(shell, word, 1 + (elements.length >> 3));
  const staysWhole = (element: string) => element !== '' && !SPLITS_OR_MATCHES.test(element);
  return quote === '"' || elements.every(staysWhole) ? elements : undefined;
}

const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const BACKTICK = 96;
const BACKSLASH = 92;
const OPENING_BRACE = 123;

function readQuickly(shell: Shell, word: QuickWord): Reading | undefined {
  const { text } = word;
  const reading: Reading = { text: '', isQuoted: false, needsSplitting: false };
  for (let index = 0; index < text.length; ) {
    const character = text.charCodeAt(index);
    if (character === SINGLE_QUOTE) index = readSingleQuoted(text, index + 1, reading);
    else if (character === DOUBLE_QUOTE) index = readDoubleQuoted(shell, { word, start: index + 1 }, reading);
    else if (character === DOLLAR) index = readUnquoted(shell, { word, start: index }, reading);
    else index = readLiteral(text, index, reading);
    if (index === -1) return undefined;
  }
  return reading;
}

interface At {
  readonly word: QuickWord;
  readonly start: number;
}

/** Each of these returns where it ends, or -1 when it is not of the usual kind. */
function readSingleQuoted(text: string, start: number, reading: Reading): number {
  const end = text.indexOf("'", start);
  if (end === -1) return -1;
  reading.text += text.slice(start, end);
  reading.isQuoted = true;
  return end + 1;
}

function readDoubleQuoted(shell: Shell, { word, start }: At, reading: Reading): number {
  const { text } = word;
  reading.isQuoted = true;
  let from = start;
  for (let index = start; index < text.length; ) {
    const character = text.charCodeAt(index);
    if (character === DOUBLE_QUOTE) {
      reading.text += text.slice(from, index);
      return index + 1;
    }
    if (character === BACKSLASH || character === BACKTICK) return -1;
    if (character === DOLLAR) {
      reading.text += text.slice(from, index);
      index = readExpansion(shell, { word, start: index }, reading);
      if (index === -1) return -1;
      from = index;
    } else index += 1;
  }
  return -1;
}

function readUnquoted(shell: Shell, at: At, reading: Reading): number {
  const before = reading.text.length;
  const end = readExpansion(shell, at, reading);
  if (end !== -1 && SPLITS_OR_MATCHES.test(reading.text.slice(before))) reading.needsSplitting = true;
  return end;
}

const SPLITS_OR_MATCHES = /[ \t\n*?[\\]/;

const NAME = /\$([A-Za-z_][A-Za-z0-9_]*)/y;
const BRACED = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/y;

/** `$name` and `${name}`; whatever is done to a value is left to the tree. */
function readExpansion(shell: Shell, { word, start }: At, reading: Reading): number {
  const pattern = word.text.charCodeAt(start + 1) === OPENING_BRACE ? BRACED : NAME;
  pattern.lastIndex = start;
  const match = pattern.exec(word.text);
  if (match === null) return -1;
  const [all, name = ''] = match;
  const end = start + all.length;
  const value = readScalar(shell, name, { pos: word.pos + start, end: word.pos + end }) ?? '';
  if (value === '' && shell.settings.flags.has('u')) return -1;
  reading.text += value;
  return end;
}

const LITERAL = /[A-Za-z0-9_./:,%^=@#+!-]+/y;

function readLiteral(text: string, start: number, reading: Reading): number {
  LITERAL.lastIndex = start;
  const literal = LITERAL.exec(text)?.[0];
  if (literal === undefined) return -1;
  reading.text += literal;
  return start + literal.length;
}
