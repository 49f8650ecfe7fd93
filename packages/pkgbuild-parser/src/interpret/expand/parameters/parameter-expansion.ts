import type { ParameterExpansionPart, ParameterOperation } from 'unbash';
import { wholeLine } from '../../arithmetic/arithmetic.js';
import { evaluateIndex } from '../../arithmetic/subscripts.js';
import { takeSteps } from '../../state/budget.js';
import { countsBytes, requireCharacters } from '../../state/locale.js';
import { FlowNotKnown, LineDropped, NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import { refuseUnset } from '../../state/refuse-unset.js';
import { joinSegments, type Segment } from '../../state/segments.js';
import type { Quoting, Shell } from '../../state/shell.js';
import { findVariable } from '../../state/variables/find-variable.js';
import { type ArrayElements, isAssociative } from '../../state/variables/variable.js';
import { byteLength } from '../../text/bytes.js';
import { charactersOf } from '../../text/characters.js';
import { changeCase } from '../change-case.js';
import { removePattern } from '../remove-pattern.js';
import { replacePattern } from '../replace-pattern.js';
import { defaultSegments } from './default-value.js';
import type { Expansion } from './expansion.js';
import { asSegments, type Operation, type Part, refuseMissing } from './expansion-segments.js';
import { elementsOf, lookUp } from './parameter-lookup.js';
import { sliceList, sliceMap, sliceText } from './slices.js';
import { transformedBy } from './transform.js';

/** What `$name` or `${…}` stands for. @throws NotKnown, LineDropped, ShellExit */
export function parameterSegments(shell: Shell, part: Part, quoting: Quoting): Segment[] {
  takeSteps(shell, part);
  if (part.type === 'SimpleExpansion') {
    const simple = lookUp(shell, { ...part, parameter: part.text.slice(1) });
    refuseMissing(shell, simple, part);
    return asSegments(shell, simple, quoting);
  }
  const { operation } = part;
  if (quoting === 'double-quoted') refuseMiscounted(shell, part);
  if (quoting === 'document' && operation?.type === 'Replace' && part.text.includes('$(('))
    throw new LineDropped(`${part.text}: no closing parenthesis`);
  if (isBadSubstitution(part)) throw new LineDropped(`${part.text}: bad substitution`);
  if (part.prefix === '#' && operation === undefined) return lengthSegments(shell, part, quoting);
  const expansion = lookUpOrFail(shell, part);
  if (operation?.type === 'Default') return defaultSegments(shell, { part, operation, expansion }, quoting);
  refuseMissing(shell, expansion, part);
  const takesMissing = operation?.type === 'Replace' || operation?.type === 'Slice';
  const isMissing = !expansion.isSet && (expansion.joins === undefined || part.index !== undefined);
  const isUntouched = takesMissing && isMissing;
  if (quoting === 'document' && losesEnd(part) && !isMissing)
    throw new LineDropped(`${part.text}: no closing parenthesis`);
  if (operation === undefined || operation.type === 'Names' || isUntouched)
    return asSegments(shell, expansion, quoting);
  return asSegments(
    shell,
    { ...expansion, values: transformed(shell, { part, operation, expansion }) },
    quoting,
  );
}

/**
 * `$'…\'…'` inside `"${…}"`: bash counts its quotes otherwise, even where the text is not expanded, and drops the
 * line. @throws FlowNotKnown
 */
function refuseMiscounted(shell: Shell, part: ParameterExpansionPart): void {
  if (!part.text.includes("\\'") || !/\$'[^']*\\'/.test(part.text)) return;
  throw new FlowNotKnown('line', new NotKnown(`the text \`${part.text}\``, placeOf(shell, part)));
}

/** In a here-document bash does not find the end of a substitution in what is done to a variable. */
function losesEnd({ text, operation }: ParameterExpansionPart): boolean {
  if (operation === undefined || !CHANGES.has(operation.type) || !text.includes('$(')) return false;
  return text.replace(/"[^"]*"/g, '').includes('$(');
}

const CHANGES: ReadonlySet<string> = new Set(['CaseModification', 'Remove', 'Replace', 'Slice']);

/** `~` and `~~` are operators that bash does not document. */
function isBadSubstitution({ parameter, operation }: ParameterExpansionPart): boolean {
  if (parameter === '') return true;
  if (operation?.type === 'Slice') return operation.offset.text === '' && operation.length === undefined;
  return operation?.type === 'Unknown' && !operation.operator.startsWith('~');
}

/** What is not known cannot keep bash from finding an error in an offset. @throws NotKnown, FlowNotKnown, LineDropped */
function lookUpOrFail(shell: Shell, part: ParameterExpansionPart): Expansion {
  const { operation } = part;
  try {
    return lookUp(shell, part);
  } catch (error) {
    if (error instanceof NotKnown && operation?.type === 'Slice') refuseSlice(shell, operation, error);
    throw error;
  }
}

/** Whether offset and length are looked at depends on what is not known. @throws FlowNotKnown where one is wrong */
function refuseSlice(shell: Shell, { offset, length }: Operation<'Slice'>, why: NotKnown): void {
  try {
    indexOf(shell, offset);
    if (length === undefined || indexOf(shell, length) >= 0) return;
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
  }
  throw new FlowNotKnown('line', why);
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

function sliced(
  shell: Shell,
  part: ParameterExpansionPart,
  operation: Operation<'Slice'>,
): readonly string[] {
  const offset = indexOf(shell, operation.offset);
  const length = () => operation.length && indexOf(shell, operation.length);
  const isList = part.index?.text === '@' || part.index?.text === '*';
  if (isList && isAssociative(findVariable(shell, part.parameter)?.value)) {
    return sliceMap(lookUp(shell, part).values, { offset, length });
  }
  const elements = elementsOf(shell, part);
  const isPositional = part.parameter === '@' || part.parameter === '*';
  if (isPositional && elements !== undefined)
    return slicedArguments(shell, part, { elements, offset, length });
  if (elements !== undefined) return sliceList(elements, { offset, length });
  const { values } = lookUp(shell, part);
  takeSteps(
    shell,
    part,
    values.reduce((sum, value) => sum + (value.length >> 8), 0),
  );
  for (const value of values) requireCharacters(shell, value, part);
  const slices = values.map((value) => sliceText(value, { offset, length }));
  // Past the text there is nothing, which is not a word beside an empty list, nor by itself for `[@]`.
  return slices.filter((slice) => slice !== undefined);
}

/** `${@:offset:length}`: there is one offset more than for a list, after the last. @throws NotKnown for `$0` */
function slicedArguments(
  shell: Shell,
  part: ParameterExpansionPart,
  { elements, offset, length: lengthOf }: SlicedArguments,
): readonly string[] {
  const isFirst = offset === 0 || offset === -elements.length;
  if (!isFirst && offset !== elements.length) return sliceList(elements, { offset, length: lengthOf });
  const length = lengthOf();
  if (length !== undefined && length < 0) throw new LineDropped(`${length}: substring expression < 0`);
  if (isFirst) throw new NotKnown('`$0`', placeOf(shell, part));
  return [];
}

interface SlicedArguments {
  readonly elements: ArrayElements;
  readonly offset: number;
  readonly length: () => number | undefined;
}

function indexOf(shell: Shell, word: Operation<'Slice'>['offset']): number {
  const text = () => joinSegments(shell.interpreter.segmentsOf(shell, word, 'double-quoted'));
  return wholeLine(() => evaluateIndex(shell, text(), word));
}

function lengthOf(shell: Shell, text: string): number {
  return countsBytes(shell, text) ? byteLength(text) : charactersOf(text).length;
}

/** Under `set -u`, `${#name[…]}` takes a variable that is no list for one that is not set. */
function isNoList(shell: Shell, name: string): boolean {
  const value = findVariable(shell, name)?.value;
  return value === undefined || typeof value === 'string';
}

function lengthSegments(shell: Shell, part: ParameterExpansionPart, quoting: Quoting): Segment[] {
  const expansion = lookUp(shell, part);
  if (part.index === undefined) refuseMissing(shell, expansion, part);
  else if (isNoList(shell, part.parameter)) refuseUnset(shell, part);
  const length =
    expansion.joins === undefined ? lengthOf(shell, expansion.values[0] ?? '') : expansion.values.length;
  return asSegments(shell, { values: [String(length)], joins: undefined, isSet: true }, quoting);
}
