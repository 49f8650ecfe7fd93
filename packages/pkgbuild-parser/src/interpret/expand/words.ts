import type { Word } from 'unbash';
import { checkedCount, checkedValue, takeSteps } from '../state/budget.js';
import { withOrigin } from '../state/places.js';
import { joinSegments, type Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { findVariable } from '../state/variables/find-variable.js';
import { readScalar } from '../state/variables/read-variable.js';
import { allKnown } from './all-known.js';
import { expandBraces } from './brace-expansion.js';
import { matchingFiles } from './file-patterns.js';
import { homeNotKnown } from './home-folder.js';
import { quickField, quickList, quickText } from './quick-words.js';
import { splitFields } from './split-fields.js';
import { wordFrom } from './word-from.js';
import { segmentsOf } from './word-segments.js';

/**
 * Every expansion: the words of a command, of an array or of a `for` list. After each word, how many fields there are
 * is added to `counts`. @throws NotKnown, LineDropped
 */
export function fieldsOf(shell: Shell, words: readonly Word[], counts?: number[]): string[] {
  return allKnown<Word, string>(shell, words, (word, fields) => {
    const single = singleFieldOf(shell, word);
    if (single !== undefined) fields.push(single);
    else for (const field of fieldsOfWord(shell, word)) fields.push(field);
    checkedCount(shell, fields.length, word);
    counts?.push(fields.length);
  });
}

/** The value of a word of the usual kinds that stays one word; `undefined` for any other. */
export function singleFieldOf(shell: Shell, word: Word): string | undefined {
  const { text } = word;
  if (isPlain(text)) return text;
  takeSteps(shell, word);
  if (hasUnquotedBrace(text)) return undefined;
  const isSplitAsUsual = !EXPANDS.test(text) || findVariable(shell, 'IFS')?.value === DEFAULT_IFS;
  const field = isSplitAsUsual ? quickField(shell, word) : undefined;
  return field === undefined ? undefined : checkedValue(shell, field, word);
}

/** Only what is expanded is split at `IFS`. */
const EXPANDS = /[$`]/;

/** A word where bash does not split: the right side of an assignment, the word of `case`. */
export function textOf(shell: Shell, word: Word): string {
  if (isPlain(word.text)) return word.text;
  const quick = quickText(shell, word);
  if (quick !== undefined) {
    takeSteps(shell, word);
    return checkedValue(shell, quick, word);
  }
  return checkedValue(shell, joinSegments(segmentsOf(shell, word, 'bare')), word);
}

function fieldsOfWord(shell: Shell, word: Word): readonly string[] {
  const list = findVariable(shell, 'IFS')?.value === DEFAULT_IFS ? quickList(shell, word) : undefined;
  if (list !== undefined) return list;
  if (!hasUnquotedBrace(word.text)) return splitWord(shell, word, segmentsOf(shell, word, 'bare'));
  const texts = expandBraces(shell, word.text, word);
  if (texts.length === 1 && texts[0] === word.text) {
    return splitWord(shell, word, segmentsOf(shell, word, 'bare'));
  }
  return withOrigin(shell, word, () => texts.flatMap((text) => fieldsOfGenerated(shell, text)));
}

/** A brace that does not begin an expansion such as `${name}`. */
const BRACE = /(?:^|[^$])\{/;
const QUOTED_WHOLE = /^(?:"[^"]*"|'[^']*')$/;

function hasUnquotedBrace(text: string): boolean {
  return text.includes('{') && BRACE.test(text) && !QUOTED_WHOLE.test(text);
}

/** A result of brace expansion. The mark keeps its first character from being read as anything but text. */
function fieldsOfGenerated(shell: Shell, text: string): string[] {
  takeSteps(shell, { pos: 0, end: 0 }, 1 + (text.length >> 8));
  if (isPlain(text)) return text === '' ? [] : [text];
  const place = { pos: 0, end: 0 };
  const quick =
    findVariable(shell, 'IFS')?.value === DEFAULT_IFS ? quickField(shell, { text, ...place }) : undefined;
  if (quick !== undefined) return [checkedValue(shell, quick, place)];
  if (text.startsWith('~')) throw homeNotKnown(shell, place);
  const word = wordFrom(text, 'x');
  const [first, ...rest] = segmentsOf(shell, word, 'bare');
  const unmarked: Segment[] = [{ type: 'literal', text: first?.text.slice(1) ?? '' }, ...rest];
  return splitWord(shell, { ...word, text }, unmarked);
}

function splitWord(
  shell: Shell,
  word: Pick<Word, 'text' | 'pos' | 'end'>,
  segments: readonly Segment[],
): string[] {
  const ifs = readScalar(shell, 'IFS', word) ?? DEFAULT_IFS;
  const single = ifs === DEFAULT_IFS ? singleField(segments) : undefined;
  if (single !== undefined) return [checkedValue(shell, single, word)];
  const fields = splitFields(shell, segments, { ifs, place: word });
  return fields.flatMap((field) =>
    field.hasPattern ? matchingFiles(shell, field, word) : [checkedValue(shell, field.text, word)],
  );
}

const DEFAULT_IFS = ' \t\n';

/** The text of a word that is neither split nor matched against files; `undefined` for any other. */
function singleField(segments: readonly Segment[]): string | undefined {
  let text = '';
  let isQuoted = false;
  for (const segment of segments) {
    if (segment.type === 'quoted') isQuoted = true;
    else if (segment.type === 'break' || SPLITS_OR_MATCHES.test(segment.text)) return undefined;
    text += segment.text;
  }
  return isQuoted || text !== '' ? text : undefined;
}

const SPLITS_OR_MATCHES = /[ \t\n*?[]/;

function isPlain(text: string): boolean {
  return !/[\\$`'"*?[\]{}~]/.test(text);
}
