import { type CharacterTest, characterClass } from './character-classes.js';

/** A POSIX regular expression; what is not of this shape is not evaluated. */
export type RegexNode =
  | { readonly type: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly type: 'start' | 'end' }
  | { readonly type: 'group'; readonly index: number; readonly inner: RegexNode }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly items: readonly RegexNode[] }
  | { readonly type: 'repeat'; readonly inner: RegexNode; readonly least: number; readonly most: number };

export type RegexKind = 'basic' | 'extended';

interface Reader {
  readonly text: readonly string[];
  readonly kind: RegexKind;
  readonly ignoresCase: boolean;
  index: number;
  groups: number;
}

export interface ParsedRegex {
  readonly node: RegexNode;
  readonly groups: number;
}

const MOST_REPEATS = 255;

/** Reads a basic or extended expression of POSIX; `undefined` for what is wrong or not evaluated. */
export function parseRegex(
  text: string,
  { kind, ignoresCase }: { readonly kind: RegexKind; readonly ignoresCase: boolean },
): ParsedRegex | undefined {
  const reader: Reader = { text: Array.from(text), kind, ignoresCase, index: 0, groups: 0 };
  const node = readChoice(reader, 0);
  if (node === undefined || reader.index < reader.text.length) return undefined;
  return { node, groups: reader.groups };
}

function readChoice(reader: Reader, depth: number): RegexNode | undefined {
  if (depth > 30) return undefined;
  const items: RegexNode[] = [];
  do {
    const item = readSequence(reader, depth);
    if (item === undefined) return undefined;
    items.push(item);
  } while (takeOperator(reader, '|'));
  const [only] = items;
  return items.length === 1 ? only : { type: 'choice', items };
}

function readSequence(reader: Reader, depth: number): RegexNode | undefined {
  const items: RegexNode[] = [];
  for (;;) {
    if (reader.index >= reader.text.length || isOperator(reader, '|') || isOperator(reader, ')')) break;
    const atom = readAtom(reader, { isFirst: items.length === 0, depth });
    if (atom === undefined) return undefined;
    const repeated = readRepeats(reader, atom);
    if (repeated === undefined) return undefined;
    items.push(repeated);
  }
  return { type: 'sequence', items };
}

function readAtom(
  reader: Reader,
  { isFirst, depth }: { isFirst: boolean; depth: number },
): RegexNode | undefined {
  const { text, kind } = reader;
  const character = text[reader.index] ?? '';
  if (takeOperator(reader, '(')) {
    reader.groups += 1;
    const index = reader.groups;
    const inner = readChoice(reader, depth + 1);
    return inner !== undefined && takeOperator(reader, ')') ? { type: 'group', index, inner } : undefined;
  }
  reader.index += 1;
  if (character === '.') return { type: 'character', accepts: () => true };
  if (character === '[') return readBracket(reader);
  if (character === '^' && (kind === 'extended' || isFirst)) return { type: 'start' };
  if (character === '$' && (kind === 'extended' || isAtEnd(reader))) return { type: 'end' };
  if (character === '\\') return readEscape(reader);
  if (character === '*' && (kind === 'extended' || !isFirst)) return undefined;
  if (kind === 'extended' && '+?{)'.includes(character)) return undefined;
  return plain(reader, character);
}

function isAtEnd(reader: Reader): boolean {
  return reader.index >= reader.text.length || isOperator(reader, ')') || isOperator(reader, '|');
}

function readEscape(reader: Reader): RegexNode | undefined {
  const character = reader.text[reader.index] ?? '';
  reader.index += 1;
  const named = ESCAPES.get(character);
  if (named !== undefined) return { type: 'character', accepts: named };
  if (/[A-Za-z0-9<>`']/.test(character) || character === '') return undefined;
  if (reader.kind === 'basic' && '+?{}|()'.includes(character)) return undefined;
  return plain(reader, character);
}

const isWord = characterClass('word') ?? (() => false);
const isSpace = characterClass('space') ?? (() => false);

const ESCAPES: ReadonlyMap<string, CharacterTest> = new Map([
  ['w', isWord],
  ['W', (character: string) => !isWord(character)],
  ['s', isSpace],
  ['S', (character: string) => !isSpace(character)],
  ['n', (character: string) => character === '\n'],
]);

function plain({ ignoresCase }: Reader, character: string): RegexNode {
  if (!ignoresCase) return { type: 'character', accepts: (other) => other === character };
  const lower = character.toLowerCase();
  return { type: 'character', accepts: (other) => other.toLowerCase() === lower };
}

function readRepeats(reader: Reader, atom: RegexNode): RegexNode | undefined {
  let node = atom;
  for (let count = 0; ; count += 1) {
    const repeat = readRepeat(reader);
    if (repeat === undefined) return node;
    const isRepeatable = node.type !== 'start' && node.type !== 'end' && count === 0;
    if (repeat === 'wrong' || !isRepeatable) return undefined;
    node = { type: 'repeat', inner: node, ...repeat };
  }
}

function readRepeat(reader: Reader): { least: number; most: number } | 'wrong' | undefined {
  if (reader.text[reader.index] === '*') {
    reader.index += 1;
    return { least: 0, most: Number.POSITIVE_INFINITY };
  }
  if (takeOperator(reader, '+')) return { least: 1, most: Number.POSITIVE_INFINITY };
  if (takeOperator(reader, '?')) return { least: 0, most: 1 };
  if (!takeOperator(reader, '{')) return undefined;
  const rest = reader.text.slice(reader.index, reader.index + 12).join('');
  const [all, least, comma, most] =
    (reader.kind === 'basic' ? /^(\d{1,3})(,?)(\d{0,3})\\\}/ : /^(\d{1,3})(,?)(\d{0,3})\}/).exec(rest) ?? [];
  if (all === undefined) return 'wrong';
  reader.index += all.length;
  const from = Number(least);
  const to = comma === '' ? from : most === '' ? Number.POSITIVE_INFINITY : Number(most);
  return from > MOST_REPEATS || (to !== Number.POSITIVE_INFINITY && (to > MOST_REPEATS || to < from))
    ? 'wrong'
    : { least: from, most: to };
}

/** In a basic expression an operator is escaped, in an extended one it is not. */
function isOperator({ text, index, kind }: Reader, operator: string): boolean {
  return kind === 'extended'
    ? text[index] === operator
    : text[index] === '\\' && text[index + 1] === operator;
}

function takeOperator(reader: Reader, operator: string): boolean {
  if (!isOperator(reader, operator)) return false;
  reader.index += reader.kind === 'extended' ? 1 : 2;
  return true;
}

type Test = (character: string) => boolean;

function readBracket(reader: Reader): RegexNode | undefined {
  const { text } = reader;
  const negated = text[reader.index] === '^';
  if (negated) reader.index += 1;
  const tests: Test[] = [];
  for (let first = true; ; first = false) {
    const character = text[reader.index];
    if (character === undefined) return undefined;
    if (character === ']' && !first) break;
    const test = readBracketItem(reader);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  reader.index += 1;
  const accepts = (character: string) => tests.some((test) => test(character));
  const either = reader.ignoresCase
    ? (character: string) => accepts(character.toLowerCase()) || accepts(character.toUpperCase())
    : accepts;
  return { type: 'character', accepts: (character) => either(character) !== negated };
}

function readBracketItem(reader: Reader): Test | undefined {
  const { text } = reader;
  const character = text[reader.index] ?? '';
  if (character === '[' && /[.:=]/.test(text[reader.index + 1] ?? '')) return readClass(reader);
  const isRange =
    text[reader.index + 1] === '-' && text[reader.index + 2] !== ']' && text[reader.index + 2] !== undefined;
  reader.index += isRange ? 3 : 1;
  if (!isRange) return (other) => other === character;
  const last = text[reader.index - 1] ?? '';
  const isPlainRange = /^(?:\d\d|[a-z][a-z]|[A-Z][A-Z])$/.test(character + last);
  return isPlainRange ? (other) => other >= character && other <= last && other.length === 1 : undefined;
}

const POSIX_CLASSES: ReadonlySet<string> = new Set(
  'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' '),
);

function readClass(reader: Reader): Test | undefined {
  const rest = reader.text.slice(reader.index, reader.index + 12).join('');
  const [all = '', name = ''] = /^\[:([a-z]+):\]/.exec(rest) ?? [];
  reader.index += all.length;
  return POSIX_CLASSES.has(name) ? characterClass(name) : undefined;
}
