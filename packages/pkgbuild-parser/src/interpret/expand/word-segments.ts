import type { Word, WordPart } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { evaluateArithmetic, wholeLine } from '../arithmetic/arithmetic.js';
import { nested, takeSteps } from '../state/budget.js';
import { FlowNotKnown, NotKnown } from '../state/outcomes.js';
import { placeOf, withOrigin } from '../state/places.js';
import { joinSegments, literalSegments, type Segment } from '../state/segments.js';
import type { Quoting, Shell } from '../state/shell.js';
import { findVariable } from '../state/variables/find-variable.js';
import { allKnown } from './all-known.js';
import { HIDDEN_BACKTICK } from './hidden-backtick.js';
import { withHomeFolder } from './home-folder.js';
import { parameterSegments } from './parameters/parameter-expansion.js';
import { wordFrom } from './word-from.js';

/** See {@link Interpreter.segmentsOf}. */
export function segmentsOf(shell: Shell, word: Word, quoting: Quoting): readonly Segment[] {
  takeSteps(shell, word);
  if (word.text.includes(HIDDEN_BACKTICK))
    throw new FlowNotKnown('line', new NotKnown('a backtick in quotes', placeOf(shell, word)));
  const { parts } = word;
  const segments =
    parts === undefined
      ? plainSegments(word.text, quoting)
      : nested(shell, word, () =>
          allKnown<WordPart, Segment>(shell, parts, (part, segments) =>
            append(segments, partSegments(shell, part, quoting)),
          ),
        );
  return quoting === 'bare' && word.text.startsWith('~') ? withHomeFolder(shell, segments, word) : segments;
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
      return [expanded(shell.interpreter.outputOf(shell, part), quoting)];
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

/** An empty pair of quotes is an empty word; `"${none[@]}"` is not a word at all, nor is what is empty beside it. */
function doubleQuotedSegments(shell: Shell, parts: readonly WordPart[]): Segment[] {
  if (parts.length === 0) return [{ type: 'quoted', text: '' }];
  let keepsWord = false;
  let holdsNothing = false;
  const all = allKnown<WordPart, Segment>(shell, parts, (part, segments) => {
    const added: readonly Segment[] =
      part.type === 'Literal'
        ? [{ type: 'quoted', text: part.value }]
        : partSegments(shell, part, 'double-quoted');
    keepsWord ||= isChangedText(shell, part) && added.length > 0;
    holdsNothing ||= isApart(part) && (added.length === 0 || isMissingDefault(shell, part, added));
    append(segments, added);
  });
  if (parts.length > 1) refuseMixedLists(shell, parts);
  if (all.some(({ text }) => text !== '')) return all;
  const isNothing = holdsNothing && !keepsWord && all.every(({ type }) => type !== 'break');
  return isNothing ? [] : all.length === 0 ? [{ type: 'quoted', text: '' }] : all;
}

/** `"${none[@]+word}"` is as little as `"${none[@]}"`. */
function isMissingDefault(shell: Shell, part: WordPart, segments: readonly Segment[]): boolean {
  if (part.type !== 'ParameterExpansion' || part.operation?.type !== 'Default') return false;
  const { value } = findVariable(shell, part.parameter) ?? {};
  const isSet = typeof value === 'string' || (Array.isArray(value) && value.length > 0);
  return !isSet && part.operation.operator.endsWith('+') && segments.every(({ text }) => text === '');
}

/** What an operation makes empty stays a word. */
function isChangedText(shell: Shell, part: WordPart): boolean {
  if (part.type !== 'ParameterExpansion' || part.index?.text === '@' || part.parameter === '@') return false;
  const { type = '' } = part.operation ?? {};
  return CHANGES.has(type) && findVariable(shell, part.parameter)?.value !== undefined;
}

const CHANGES: ReadonlySet<string> = new Set(['Slice', 'Replace', 'CaseModification']);

function append(segments: Segment[], added: readonly Segment[]): void {
  for (const segment of added) segments.push(segment);
}

/** @throws NotKnown for bytes that are not UTF-8, FlowNotKnown where bash miscounts the quotes and drops the line */
function singleQuoted(
  shell: Shell,
  part: WordPart & { type: 'SingleQuoted' | 'AnsiCQuoted' },
  quoting: Quoting,
): string {
  const why = new NotKnown(`the text \`${part.text}\``, placeOf(shell, part));
  const isAnsi = part.type === 'AnsiCQuoted';
  if (isAnsi && quoting === 'double-quoted' && part.text.includes("\\'")) throw new FlowNotKnown('line', why);
  if (isAnsi && ((quoting === 'double-quoted' && part.text.includes('\\0')) || part.value.includes('\ufffd')))
    throw why;
  return quoting.startsWith('document') ? part.text : part.value;
}

/** Where `"$@"` stands beside a `*` that something is done to, bash splits at both. @throws NotKnown */
function refuseMixedLists(shell: Shell, parts: readonly WordPart[]): void {
  const isChanged = (part: WordPart) =>
    part.type === 'ParameterExpansion' &&
    part.prefix !== '#' &&
    (((part.parameter === '*' || part.index?.text === '*') &&
      (part.operation !== undefined || part.prefix !== undefined)) ||
      (part.operation?.type === 'Default' && (part.parameter === '@' || part.index?.text === '@')));
  const changed = parts.find(isChanged);
  const isBeside = (part: WordPart) => part !== changed && (isApart(part) || isChanged(part));
  if (changed === undefined || !parts.some(isBeside)) return;
  const why = new NotKnown(`\`${changed.text}\` beside another list`, placeOf(shell, changed));
  throw mayFail(changed) ? new FlowNotKnown('line', why) : why;
}

function isApart(part: WordPart): boolean {
  if (part.text === '$@') return true;
  if (part.type !== 'ParameterExpansion' || part.prefix === '#') return false;
  return part.parameter === '@' || part.index?.text === '@';
}

/** Whether bash may report an error and drop the line. */
function mayFail(part: WordPart): boolean {
  const operation = part.type === 'ParameterExpansion' ? part.operation : undefined;
  if (operation?.type === 'Slice') return operation.length !== undefined;
  return operation?.type === 'Default' && /[=?]$/.test(operation.operator);
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
  return String(wholeLine(() => evaluateArithmetic(shell, doubleQuotedText(shell, body, part), part)));
}

function expanded(text: string, quoting: Quoting): Segment {
  return { type: quoting === 'bare' ? 'expanded' : 'quoted', text };
}

function literal(text: string): Segment {
  return { type: 'literal', text };
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
