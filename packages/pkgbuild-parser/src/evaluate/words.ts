import { parse, type Word, type WordPart } from 'unbash';
import type { Place } from '../positions.js';
import { evaluateArithmetic } from './arithmetic.js';
import { expandBraces } from './brace-expansion.js';
import { matchingFiles } from './file-patterns.js';
import { homeNotKnown, withHomeFolder } from './home-folder.js';
import { LineDropped, NotKnown } from './outcomes.js';
import { parameterSegments } from './parameter-expansion.js';
import { quickField, quickList, quickText } from './quick-words.js';
import { findVariable, readScalar } from './scope.js';
import { joinSegments, literalSegments, type Segment } from './segments.js';
import {
  checkedCount,
  checkedValue,
  nested,
  placeOf,
  type Quoting,
  type Shell,
  takeSteps,
  withOrigin,
} from './shell.js';
import { splitFields } from './split-fields.js';

/** Every expansion: the words of a command, of an array or of a `for` list. @throws NotKnown, LineDropped */
export function fieldsOf(shell: Shell, words: readonly Word[]): string[] {
  const fields: string[] = [];
  for (const word of words) {
    const single = singleFieldOf(shell, word);
    if (single !== undefined) fields.push(single);
    else for (const field of fieldsOfWord(shell, word)) fields.push(field);
    checkedCount(shell, fields.length, word);
  }
  return fields;
}

/** What a word stands for, when it is of the usual kinds and stays one word; nothing for any other. */
export function singleFieldOf(shell: Shell, word: Word): string | undefined {
  const { text } = word;
  if (isPlain(text)) return text;
  takeSteps(shell, word);
  if (hasUnquotedBrace(text)) return undefined;
  const ifs = findVariable(shell, 'IFS')?.value;
  const field = ifs === DEFAULT_IFS ? quickField(shell, word) : undefined;
  return field === undefined ? undefined : checkedValue(shell, field, word);
}

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

/** Text as inside double quotes, for what the syntax tree leaves as text: arithmetic and subscripts. */
export function doubleQuotedText(shell: Shell, text: string, place: Place): string {
  if (!/[$`"\\]/.test(text)) return text;
  if (text.includes('\\') || (text.includes('"') && !SIMPLY_QUOTED.test(text))) {
    throw new NotKnown(`quotes in the arithmetic \`${text}\``, placeOf(shell, place));
  }
  const word = () => wordFrom(`"${text.replaceAll('"', '')}"`, '');
  return withOrigin(shell, place, () => joinSegments(segmentsOf(shell, word(), 'bare')));
}

/** Double quotes around nothing but numbers, names and variables say nothing there. */
const SIMPLY_QUOTED =
  /^(?:[^"'`$[\]]|\$\w+|\$\{#?\w+(?:\[[\w@*]+\])?\}|"(?:\w+|\$\w+|\$\{#?\w+(?:\[[\w@*]+\])?\})")*$/;

/** Reads text as one word, as bash reads it again after brace expansion. */
export function wordFrom(text: string, prefix: string): Word {
  const command = parse(`x=${prefix}${text}`).commands[0]?.command;
  const value =
    command?.type === 'Command' && command.suffix.length === 0 && command.name === undefined
      ? command.prefix[0]
      : undefined;
  if (value?.type === 'Assignment' && value.value.type === 'Word') return value.value;
  throw new LineDropped(`${text}: no word`);
}

/** See {@link Hooks.segmentsOf}. */
export function segmentsOf(shell: Shell, word: Word, quoting: Quoting): readonly Segment[] {
  takeSteps(shell, word);
  const { parts } = word;
  const segments =
    parts === undefined
      ? plainSegments(word.text, quoting)
      : nested(shell, word, () => parts.flatMap((part) => partSegments(shell, part, quoting)));
  return quoting === 'bare' && word.text.startsWith('~') ? withHomeFolder(shell, segments, word) : segments;
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

/** The text of a word that is neither split nor looked for among files; nothing for any other. */
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

function plainSegments(text: string, quoting: Quoting): Segment[] {
  if (quoting === 'bare') return literalSegments(text);
  const escaped = quoting === 'document' ? /\\([$`\\\n])/g : /\\([$`"\\}\n])/g;
  const unescaped = text.replace(escaped, (_, character: string) => (character === '\n' ? '' : character));
  return [{ type: 'quoted', text: unescaped }];
}

function partSegments(shell: Shell, part: WordPart, quoting: Quoting): Segment[] {
  switch (part.type) {
    case 'Literal':
      return plainSegments(part.text, quoting);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ type: 'quoted', text: singleQuoted(shell, part, quoting) }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return doubleQuotedSegments(shell, part.parts);
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return parameterSegments(shell, part, quoting);
    case 'CommandExpansion':
      return [expanded(shell.hooks.outputOf(shell, part), quoting)];
    case 'ArithmeticExpansion':
      return [expanded(arithmeticText(shell, part), quoting)];
    case 'Glob':
      return globSegments(shell, part, quoting);
    case 'BraceExpansion':
      return part.parts === undefined
        ? plainSegments(part.text, quoting)
        : [literal('{'), ...part.parts.flatMap((inner) => partSegments(shell, inner, quoting)), literal('}')];
    case 'ExtendedGlob':
      if (part.parts === undefined) return plainSegments(part.text, quoting);
      throw new NotKnown(`the extended pattern \`${part.text}\``, placeOf(shell, part));
    case 'ProcessSubstitution':
      throw new NotKnown('a process substitution', placeOf(shell, part));
  }
}

/** An empty pair of quotes is an empty word, but `"${none[@]}"` is no word at all. */
function doubleQuotedSegments(shell: Shell, parts: readonly WordPart[]): Segment[] {
  if (parts.length === 0) return [{ type: 'quoted', text: '' }];
  if (parts.length > 1) refuseMixedLists(shell, parts);
  return parts.flatMap((part): Segment[] =>
    part.type === 'Literal'
      ? [{ type: 'quoted', text: part.value }]
      : partSegments(shell, part, 'double-quoted'),
  );
}

/** @throws NotKnown where bash loses count of the quotes, or for bytes that are no text */
function singleQuoted(
  shell: Shell,
  part: WordPart & { type: 'SingleQuoted' | 'AnsiCQuoted' },
  quoting: Quoting,
): string {
  const isDoubtful =
    part.type === 'AnsiCQuoted' &&
    ((quoting === 'double-quoted' && /\\['0]/.test(part.text)) || part.value.includes('\ufffd'));
  if (isDoubtful) throw new NotKnown(`the text \`${part.text}\``, placeOf(shell, part));
  return quoting.startsWith('document') ? part.text : part.value;
}

/** Where `"$@"` stands beside a `*` that something is done to, bash splits at both. @throws NotKnown */
function refuseMixedLists(shell: Shell, parts: readonly WordPart[]): void {
  const isChanged = (part: WordPart) =>
    part.type === 'ParameterExpansion' &&
    (((part.parameter === '*' || part.index?.text === '*') &&
      (part.operation !== undefined || part.prefix !== undefined)) ||
      (part.operation?.type === 'Default' && (part.parameter === '@' || part.index?.text === '@')));
  const isApart = (part: WordPart) =>
    part.text === '$@' ||
    (part.type === 'ParameterExpansion' && (part.parameter === '@' || part.index?.text === '@'));
  const changed = parts.find(isChanged);
  if (changed === undefined || !parts.some((part) => part !== changed && isApart(part))) return;
  throw new NotKnown(`\`${changed.text}\` beside another list`, placeOf(shell, changed));
}

function globSegments(shell: Shell, part: WordPart & { type: 'Glob' }, quoting: Quoting): Segment[] {
  if (part.parts === undefined) return [{ type: quoting === 'bare' ? 'literal' : 'quoted', text: part.text }];
  const inner = part.parts.flatMap((piece) => partSegments(shell, piece, quoting));
  const opening = /^\[[!^]?/.exec(part.text)?.[0] ?? '[';
  const hasOpening = part.parts[0]?.pos === part.pos + 1 ? '[' : opening;
  return [literal(hasOpening), ...inner, literal(']')];
}

function arithmeticText(shell: Shell, part: Place & { readonly text: string }): string {
  const body = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1);
  return String(evaluateArithmetic(shell, doubleQuotedText(shell, body, part), part));
}

function expanded(text: string, quoting: Quoting): Segment {
  return { type: quoting === 'bare' ? 'expanded' : 'quoted', text };
}

function literal(text: string): Segment {
  return { type: 'literal', text };
}
