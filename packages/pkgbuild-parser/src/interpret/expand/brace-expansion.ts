import type { Place } from '../../problems/positions.js';
import { checkedCount, nested, takeSteps } from '../state/budget.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

/**
 * Brace expansion of a word's raw text, before anything else is expanded, as bash does it: lists `{a,b}` and
 * ranges `{1..9..2}`, nested ones included; what is quoted or inside `${…}` or `$(…)` is skipped.
 */
export function expandBraces(shell: Shell, text: string, place: Place): string[] {
  let words = [''];
  let rest = 0;
  for (let open = nextOpening(text, 0); open !== -1; ) {
    takeSteps(shell, place, 1 + (text.length >> 6));
    const brace = readBrace(text, open, (first, last, count) =>
      checkRange(shell, { first, last, count }, place),
    );
    if (brace !== undefined) {
      const before = text.slice(rest, open);
      const alternatives = brace.range ?? nested(shell, place, () => brace.items.flatMap(expandItem));
      checkedCount(shell, words.length * alternatives.length, place);
      takeSteps(shell, place, words.length * alternatives.length);
      words = words.flatMap((word) => alternatives.map((alternative) => `${word}${before}${alternative}`));
      rest = brace.close + 1;
    }
    open = nextOpening(text, brace === undefined ? open + 1 : rest);
  }
  return words.map((word) => `${word}${text.slice(rest)}`);

  function expandItem(item: string): string[] {
    return expandBraces(shell, item, place);
  }
}

/** Receives a range before it is expanded. */
type OnRange = (first: string, last: string, count: number) => void;

/** A range from capitals to small letters passes through quoting characters, which bash then reads again. */
function checkRange(shell: Shell, range: { first: string; last: string; count: number }, place: Place): void {
  checkedCount(shell, range.count, place);
  const isMixed = /[a-z]/.test(range.first + range.last) && /[A-Z]/.test(range.first + range.last);
  if (isMixed) throw new NotKnown(`the range from ${range.first} to ${range.last}`, placeOf(shell, place));
}

interface Brace {
  readonly close: number;
  readonly items: readonly string[];
  readonly range: readonly string[] | undefined;
}

function readBrace(text: string, open: number, onRange: OnRange): Brace | undefined {
  const commas: number[] = [];
  let depth = 0;
  let index = open + 1;
  for (; index < text.length; index = skipQuoted(text, index)) {
    const character = text[index];
    if (character === '{') depth += 1;
    else if (character === '}' && depth === 0) break;
    else if (character === '}') depth -= 1;
    else if (character === ',' && depth === 0) commas.push(index);
  }
  if (index >= text.length) return undefined;
  if (commas.length > 0) {
    const starts = [open, ...commas];
    const items = starts.map((start, i) => text.slice(start + 1, commas[i] ?? index));
    return { close: index, items, range: undefined };
  }
  const range = readRange(text.slice(open + 1, index), onRange);
  return range === undefined ? undefined : { close: index, items: [], range };
}

/** The next opening brace that is not quoted. */
function nextOpening(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    if (text[index] === '{') return index;
    index = skipQuoted(text, index);
  }
  return -1;
}

/** The index after the character at `index`, or after the quoted stretch or expansion that begins there. */
function skipQuoted(text: string, index: number): number {
  const character = text[index];
  if (character === '\\') return index + 2;
  if (character === "'") return afterSingleQuote(text, index + 1);
  if (character === '"') return afterDoubleQuote(text, index + 1);
  if (character === '`') return afterBacktick(text, index + 1);
  if (character === '$' && text[index + 1] === "'") return afterAnsiQuote(text, index + 2);
  if (character === '$' && (text[index + 1] === '{' || text[index + 1] === '(')) {
    return afterBracket(text, index + 1);
  }
  return index + 1;
}

function afterSingleQuote(text: string, start: number): number {
  const end = text.indexOf("'", start);
  return end === -1 ? text.length : end + 1;
}

/** Here bash knows `$(…)`, but not that a quote inside `${…}` ends nothing. */
function afterDoubleQuote(text: string, start: number): number {
  let index = start;
  while (index < text.length && text[index] !== '"') {
    const isSubstitution = text[index] === '$' && text[index + 1] === '(';
    if (isSubstitution) index = afterBracket(text, index + 1);
    else index += text[index] === '\\' ? 2 : 1;
  }
  return index + 1;
}

function afterBacktick(text: string, start: number): number {
  let index = start;
  while (index < text.length && text[index] !== '`') index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

function afterAnsiQuote(text: string, start: number): number {
  let index = start;
  while (index < text.length && text[index] !== "'") index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

/** After the bracket that closes the one at `start`. */
function afterBracket(text: string, start: number): number {
  const open = text[start] ?? '';
  const close = open === '{' ? '}' : ')';
  let depth = 1;
  let index = start + 1;
  while (index < text.length) {
    const character = text[index];
    if (character === close) depth -= 1;
    if (character === open) depth += 1;
    if (depth === 0) return index + 1;
    index = skipQuoted(text, index);
  }
  return index;
}

const NUMBERS = /^([+-]?\d{1,15})\.\.([+-]?\d{1,15})(?:\.\.([+-]?\d{1,15}))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([+-]?\d{1,15}))?$/;

function readRange(text: string, onRange: OnRange): string[] | undefined {
  const numbers = NUMBERS.exec(text);
  const letters = LETTERS.exec(text);
  const [, first, last, step] = numbers ?? letters ?? [];
  if (first === undefined || last === undefined) return undefined;
  const from = numbers === null ? first.charCodeAt(0) : Number(first);
  const to = numbers === null ? last.charCodeAt(0) : Number(last);
  const size = Math.abs(Number(step ?? 1)) || 1;
  const count = Math.floor(Math.abs(to - from) / size) + 1;
  onRange(first, last, count);
  const values = Array.from({ length: count }, (_, i) => from + (to < from ? -i : i) * size);
  if (numbers === null) return values.map((code) => String.fromCharCode(code));
  const width = [first, last].some(isPadded) ? Math.max(first.length, last.length) : 0;
  return values.map((value) => padded(value, width));
}

function isPadded(number: string): boolean {
  return /^[+-]?0\d/.test(number);
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
