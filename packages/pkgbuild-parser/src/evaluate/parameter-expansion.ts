import type { ParameterExpansionPart, ParameterOperation, SimpleExpansionPart } from 'unbash';
import type { Place } from '../positions.js';
import { evaluateIndex } from './arithmetic.js';
import { byteLength } from './bytes.js';
import { charactersOf } from './glob-match.js';
import { capital, capitals, smallLetters } from './letter-case.js';
import { entriesWith } from './list-elements.js';
import { countsBytes, requireCharacters } from './locale.js';
import { ExpansionRefused, LineDropped, NotKnown } from './outcomes.js';
import { type Expansion, elementsOf, keyText, lookUp, separatorOf, subscriptOf } from './parameter-lookup.js';
import { changeCase, removePattern, replacePattern } from './pattern-operations.js';
import { elementsWith, findVariable, isAssociative, readAssociative, setVariable } from './scope.js';
import { joinSegments, type Segment } from './segments.js';
import { refuseUnset } from './settings.js';
import { checkedValue, placeOf, type Quoting, type Shell, takeSteps } from './shell.js';
import { sliceList, sliceText } from './slices.js';

type Part = SimpleExpansionPart | ParameterExpansionPart;
type Operation<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** What `$name` or `${…}` stands for. @throws NotKnown, LineDropped, ShellExit */
export function parameterSegments(shell: Shell, part: Part, quoting: Quoting): Segment[] {
  takeSteps(shell, part);
  if (part.type === 'SimpleExpansion') {
    const simple = lookUp(shell, { ...part, parameter: part.text.slice(1) });
    refuseMissing(shell, simple, part);
    return asSegments(shell, simple, quoting);
  }
  const { operation } = part;
  if (isBadSubstitution(part)) throw new LineDropped(`${part.text}: bad substitution`);
  if (part.prefix === '#' && operation === undefined) return lengthSegments(shell, part, quoting);
  const expansion = lookUp(shell, part);
  if (operation?.type === 'Default') return defaultSegments(shell, { part, operation, expansion }, quoting);
  refuseMissing(shell, expansion, part);
  const takesMissing = operation?.type === 'Replace' || operation?.type === 'Slice';
  const isUntouched = takesMissing && !expansion.isSet && expansion.joins === undefined;
  if (operation === undefined || operation.type === 'Names' || isUntouched)
    return asSegments(shell, expansion, quoting);
  return asSegments(
    shell,
    { ...expansion, values: transformed(shell, { part, operation, expansion }) },
    quoting,
  );
}

/** A list may be empty under `set -u`, a single value may not be missing. */
function refuseMissing(shell: Shell, { isSet, joins }: Expansion, place: Place): void {
  if (!isSet && joins === undefined) refuseUnset(shell, place);
}

/** `~` and `~~` are operators that no one speaks of. */
function isBadSubstitution({ parameter, operation }: ParameterExpansionPart): boolean {
  if (parameter === '') return true;
  if (operation?.type === 'Slice') return operation.offset.text === '' && operation.length === undefined;
  return operation?.type === 'Unknown' && !operation.operator.startsWith('~');
}

function transformed(
  shell: Shell,
  change: { part: ParameterExpansionPart; operation: ParameterOperation; expansion: Expansion },
): readonly string[] {
  const { part, operation, expansion } = change;
  switch (operation.type) {
    case 'Remove':
      return removePattern(shell, expansion.values, operation);
    case 'Replace':
      return replacePattern(shell, expansion.values, operation);
    case 'CaseModification':
      return changeCase(shell, expansion.values, operation);
    case 'Slice':
      return sliced(shell, part, operation);
    case 'Transform':
      return transformedBy(shell, { part, operator: operation.operand.text, expansion });
    default:
      throw new NotKnown(`the expansion \`${part.text}\``, placeOf(shell, part));
  }
}

/** `${x@Q}` and its kin. */
function transformedBy(
  shell: Shell,
  { part, operator, expansion }: { part: ParameterExpansionPart; operator: string; expansion: Expansion },
): readonly string[] {
  if (!expansion.isSet) return expansion.values;
  const transform = TRANSFORMATIONS.get(operator);
  const values = transform && expansion.values.map(transform);
  if (values === undefined || values.includes(undefined)) {
    throw new NotKnown(`the expansion \`${part.text}\``, placeOf(shell, part));
  }
  return values.filter((value) => value !== undefined);
}

const TRANSFORMATIONS: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['L', smallLetters],
  ['U', capitals],
  ['u', withCapital],
  ['Q', quotedForShell],
]);

function withCapital(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first === '' ? '' : capital(first) + rest.join('');
}

/** Text with control characters is written in a further way that is not followed. */
function quotedForShell(text: string): string | undefined {
  if (/[\p{Cc}]/u.test(text)) return undefined;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function sliced(
  shell: Shell,
  part: ParameterExpansionPart,
  operation: Operation<'Slice'>,
): readonly string[] {
  const offset = indexOf(shell, operation.offset);
  const length = operation.length && indexOf(shell, operation.length);
  if (part.index !== undefined && isAssociative(findVariable(shell, part.parameter)?.value)) {
    if (length !== undefined && length < 0) throw new LineDropped(`${length}: substring expression < 0`);
    throw new NotKnown(`the expansion \`${part.text}\``, placeOf(shell, part));
  }
  const elements = elementsOf(shell, part);
  const isPositional = part.parameter === '@' || part.parameter === '*';
  if (isPositional && elements !== undefined && (offset === 0 || offset === -elements.length)) {
    if (length !== undefined && length < 0) throw new LineDropped(`${length}: substring expression < 0`);
    throw new NotKnown('`$0`', placeOf(shell, part));
  }
  if (elements !== undefined) return sliceList(elements, { offset, length });
  const { values } = lookUp(shell, part);
  takeSteps(
    shell,
    part,
    values.reduce((sum, value) => sum + (value.length >> 8), 0),
  );
  for (const value of values) requireCharacters(shell, value, part);
  return values.map((value) => sliceText(value, { offset, length }));
}

function indexOf(shell: Shell, word: Operation<'Slice'>['offset']): number {
  return evaluateIndex(shell, joinSegments(shell.hooks.segmentsOf(shell, word, 'double-quoted')), word);
}

function lengthOf(shell: Shell, text: string): number {
  return countsBytes(shell, text) ? byteLength(text) : charactersOf(text).length;
}

function lengthSegments(shell: Shell, part: ParameterExpansionPart, quoting: Quoting): Segment[] {
  const expansion = lookUp(shell, part);
  if (part.index === undefined) refuseMissing(shell, expansion, part);
  const isNamedList = expansion.joins !== undefined && part.index !== undefined;
  if (isNamedList && findVariable(shell, part.parameter)?.value === undefined) refuseUnset(shell, part);
  const length =
    expansion.joins === undefined ? lengthOf(shell, expansion.values[0] ?? '') : expansion.values.length;
  return asSegments(shell, { values: [String(length)], joins: undefined, isSet: true }, quoting);
}

function defaultSegments(
  shell: Shell,
  use: { part: ParameterExpansionPart; operation: Operation<'Default'>; expansion: Expansion },
  quoting: Quoting,
): Segment[] {
  const { part, operation, expansion } = use;
  const ignoresEmpty = operation.operator.startsWith(':');
  const isPresent = expansion.isSet && !(ignoresEmpty && expansion.values.join(' ') === '');
  const kind = operation.operator.slice(-1);
  if (kind === '+')
    return isPresent ? operandSegments(shell, operation, quoting) : asSegments(shell, nothing, quoting);
  if (isPresent) return asSegments(shell, expansion, quoting);
  if (kind === '-') return operandSegments(shell, operation, quoting);
  if (kind === '?') throw new ExpansionRefused(placeOf(shell, part));
  if (part.prefix !== undefined || !/^[A-Za-z_]\w*$/.test(part.parameter)) {
    throw new LineDropped(`${part.text}: cannot assign in this way`);
  }
  const text = joinSegments(operandSegments(shell, operation, quoting));
  assignDefault(shell, part, text);
  return asSegments(shell, { values: [text], joins: undefined, isSet: true }, quoting);
}

function assignDefault(shell: Shell, part: ParameterExpansionPart, text: string): void {
  const target = { name: part.parameter, place: part };
  const { index } = part;
  if (index === undefined) {
    setVariable(shell, target, text);
    return;
  }
  if (index.text === '@' || index.text === '*') {
    throw new LineDropped(`${part.text}: bad array subscript`);
  }
  const map = readAssociative(shell, part.parameter, part);
  const change = { text, append: false, place: part };
  const value =
    map === undefined
      ? elementsWith(shell, target, { ...change, index: subscriptOf(shell, index, part.parameter) })
      : entriesWith(shell, map, { ...change, key: keyText(shell, index) });
  setVariable(shell, target, value);
}

const nothing: Expansion = { values: [''], joins: undefined, isSet: false };

/** What the text holds unquoted is split like any other expansion. */
function operandSegments(shell: Shell, { operand }: Operation<'Default'>, quoting: Quoting): Segment[] {
  const inner = quoting === 'document' ? 'document-operand' : quoting;
  const segments = shell.hooks.segmentsOf(shell, operand, inner);
  if (quoting !== 'bare') return segments.length === 0 ? [{ type: 'quoted', text: '' }] : [...segments];
  return segments.map((segment) => (segment.type === 'literal' ? { ...segment, type: 'expanded' } : segment));
}

function asSegments(shell: Shell, { values, joins }: Expansion, quoting: Quoting): Segment[] {
  if (quoting === 'document' && joins !== undefined && values.some((value) => /\s/.test(value))) {
    throw new NotKnown('a list in a here-document', placeOf(shell, { pos: 0, end: 0 }));
  }
  const type = quoting === 'bare' ? 'expanded' : 'quoted';
  if (joins === '*' && quoting !== 'bare') {
    return [{ type, text: values.join(separatorOf(shell)) }];
  }
  const between: Segment = { type: 'break', text: joins === '*' ? separatorOf(shell) : ' ' };
  const place = { pos: 0, end: 0 };
  takeSteps(shell, place, values.length >> 2);
  return values.flatMap((value, index): Segment[] => {
    const segment: Segment = { type, text: checkedValue(shell, value, place) };
    return index === 0 ? [segment] : [between, segment];
  });
}
