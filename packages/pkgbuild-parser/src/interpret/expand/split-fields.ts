import type { Place } from '../../problems/positions.js';
import { checkedCount, takeSteps } from '../state/budget.js';
import type { Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';

/** One word after splitting. */
export interface Field {
  readonly text: string;
  /** Whether an unquoted `*`, `?` or `[…]` stands in it, so that bash would look for files. */
  readonly hasPattern: boolean;
  /** What is quoted in it and what is not, where there is a pattern. */
  readonly segments: readonly Segment[];
}

interface Splitter {
  readonly fields: Field[];
  readonly blanks: string;
  readonly delimiters: string;
  text: string;
  segments: Segment[];
  unquoted: string;
  started: boolean;
  /** Whether blanks have just ended a word, so that a delimiter after them ends no further one. */
  endedByBlanks: boolean;
}

/** Splits expanded text at `ifs` and drops empty words that were not quoted. */
export function splitFields(
  shell: Shell,
  segments: readonly Segment[],
  { ifs, place }: { readonly ifs: string; readonly place: Place },
): Field[] {
  const blanks = [...ifs].filter((character) => ' \t\n'.includes(character)).join('');
  const delimiters = [...ifs].filter((character) => !' \t\n'.includes(character)).join('');
  const splitter: Splitter = {
    ...{ fields: [], blanks, delimiters },
    ...{ text: '', segments: [], unquoted: '', started: false, endedByBlanks: false },
  };
  takeSteps(shell, place, segments.length >> 2);
  for (const segment of segments) {
    const before = splitter.fields.length;
    takeSteps(shell, place, segment.text.length >> 4);
    addSegment(splitter, segment);
    takeSteps(shell, place, splitter.fields.length - before);
    checkedCount(shell, splitter.fields.length, place);
  }
  endField(splitter);
  return splitter.fields;
}

function addSegment(splitter: Splitter, segment: Segment): void {
  const { type, text } = segment;
  if (type === 'break') endField(splitter);
  else if (type === 'quoted') {
    addQuoted(splitter, text);
    splitter.segments.push(segment);
  } else if (type === 'literal') addUnquoted(splitter, text);
  else addExpanded(splitter, text);
}

function addQuoted(splitter: Splitter, text: string): void {
  splitter.text += text;
  splitter.started = true;
  splitter.endedByBlanks = false;
}

function addUnquoted(splitter: Splitter, text: string): void {
  if (text === '') return;
  splitter.unquoted += text;
  splitter.segments.push({ type: 'literal', text });
  addQuoted(splitter, text);
}

function addExpanded(splitter: Splitter, text: string): void {
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index] ?? '';
    const isEnd = index === text.length;
    const isBlank = !isEnd && splitter.blanks.includes(character);
    const isDelimiter = !isEnd && splitter.delimiters.includes(character);
    if (!isEnd && !isBlank && !isDelimiter) continue;
    addUnquoted(splitter, text.slice(start, index));
    start = index + 1;
    if (isBlank) endByBlank(splitter);
    if (isDelimiter) endByDelimiter(splitter);
  }
}

function endByBlank(splitter: Splitter): void {
  if (!splitter.started) return;
  endField(splitter);
  splitter.endedByBlanks = true;
}

function endByDelimiter(splitter: Splitter): void {
  if (!splitter.endedByBlanks) splitter.started = true;
  endField(splitter);
}

const PATTERN = /[*?]|\[[\s\S]*\]/;

function endField(splitter: Splitter): void {
  if (splitter.started) {
    const { text, unquoted, segments } = splitter;
    splitter.fields.push({ text, segments, hasPattern: unquoted !== '' && PATTERN.test(unquoted) });
    splitter.segments = [];
  }
  splitter.text = '';
  splitter.unquoted = '';
  splitter.started = false;
  splitter.endedByBlanks = false;
}
