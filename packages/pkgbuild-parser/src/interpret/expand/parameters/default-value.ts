import type { ParameterExpansionPart, Word, WordPart } from 'unbash';
import { ExpansionRefused, FlowNotKnown, LineDropped, NotKnown } from '../../state/outcomes.js';
import { placeOf, withOrigin } from '../../state/places.js';
import { joinSegments, type Segment } from '../../state/segments.js';
import type { Quoting, Shell } from '../../state/shell.js';
import { entriesWith } from '../../state/variables/list-elements.js';
import { readAssociative } from '../../state/variables/read-variable.js';
import { elementsWith, setVariable } from '../../state/variables/set-variable.js';
import { wordFrom } from '../word-from.js';
import type { Expansion } from './expansion.js';
import { asSegments, type Operation } from './expansion-segments.js';
import { keyText, subscriptOf } from './subscripts.js';

export function defaultSegments(
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
  if (quoting === 'double-quoted') refuseReread(shell, operand);
  if (quoting !== 'bare' && LOSES_QUOTES.test(operand.text)) return withoutQuotes(shell, operand);
  const segments = shell.interpreter.segmentsOf(shell, operand, inner);
  if (quoting !== 'bare') return segments.length === 0 ? [{ type: 'quoted', text: '' }] : [...segments];
  return segments.map((segment) => (segment.type === 'literal' ? { ...segment, type: 'expanded' } : segment));
}

/** A name that goes on after a double quote, or a backslash before a common character in double quotes. */
const LOSES_QUOTES = /\$[A-Za-z_]\w*"+\w|\$[A-Za-z_]\w*"*\$'|\$"|"[^"]*\\[^$`"\\\n]/;

/** Inside double quotes bash takes the double quotes out of an operand before it reads it: `"$a"b` is `$ab`. */
function withoutQuotes(shell: Shell, operand: Word): Segment[] {
  const text = (operand.parts ?? []).map(unquoted).join('');
  return withOrigin(shell, operand, () => [
    ...shell.interpreter.segmentsOf(shell, wordFrom(`"${text}"`, ''), 'bare'),
  ]);
}

/**
 * Inside double quotes bash puts the text that `$'…'` stands for into the operand and reads it with the rest: what
 * says something to the shell in it is not followed. @throws FlowNotKnown
 */
function refuseReread(shell: Shell, operand: Word): void {
  const part = operand.parts?.find((one) => one.type === 'AnsiCQuoted' && /[$`"\\}]/.test(one.value));
  if (part === undefined) return;
  throw new FlowNotKnown('line', new NotKnown(`the text \`${part.text}\``, placeOf(shell, part)));
}

function unquoted(part: WordPart): string {
  if (part.type === 'AnsiCQuoted') return part.value;
  const { type, text } = part;
  return type === 'DoubleQuoted' ? text.slice(1, -1).replace(/\\([^$`"\\\n])/g, '$1') : text;
}
