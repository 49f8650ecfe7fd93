import type { Place } from '../../problems/positions.js';
import { nested } from '../state/budget.js';
import { LineDropped, NotKnown, SubscriptRefused } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import { refuseUnset } from '../state/refuse-unset.js';
import { reportSubscript } from '../state/report-subscript.js';
import type { EvaluatedVariable, Shell } from '../state/shell.js';
import { findVariable } from '../state/variables/find-variable.js';
import { entriesWith } from '../state/variables/list-elements.js';
import { readAssociative, readElements, readScalar } from '../state/variables/read-variable.js';
import { elementsWith, setVariable } from '../state/variables/set-variable.js';
import {
  type NamedPlace,
  type NameToken,
  type Operand,
  peekOperator,
  type Reader,
  syntaxError,
} from './reader.js';
import { elementIndex, subscriptValue } from './subscripts.js';

/** A variable or an element with its value; before `=` neither the value nor the subscript is evaluated. */
export function readVariable(reader: Reader, token: NameToken): Operand {
  if (reader.skipping || peekOperator(reader) === '=') return { value: 0n, name: { token } };
  const { name, subscript } = token;
  if (subscript === undefined) {
    const text = readScalar(reader.shell, name, reader.place);
    return { value: valueIn(reader, name, text), name: { token } };
  }
  const { text, index } = elementOf(reader, name, subscript);
  return { value: valueIn(reader, name, text), name: { token, index } };
}

/** A variable's value is an expression itself. */
function valueIn(reader: Reader, name: string, text: string | undefined): bigint {
  const { shell, place } = reader;
  if (text === undefined && findVariable(shell, name)?.value === undefined) refuseUnset(shell, place);
  if (text === undefined || text === '') return 0n;
  if (PLAIN_NUMBER.test(text)) return BigInt(text);
  refuseCircle(reader, { name, text });
  const within = { name, text, within: reader.within };
  return nested(shell, place, () => shell.interpreter.evaluateExpression(shell, { text, within }, place));
}

/** What leads back to itself unconditionally never ends. @throws LineDropped, NotKnown */
function refuseCircle(
  { shell, place, within }: Reader,
  { name, text }: Omit<EvaluatedVariable, 'within'>,
): void {
  for (let link = within; link !== undefined; link = link.within) {
    if (link.name !== name || link.text !== text) continue;
    if (!/[?&|=]|\+\+|--/.test(text)) throw new LineDropped(`${text}: expression recursion level exceeded`);
    throw new NotKnown(`the value of \`${text}\`, which asks for itself`, placeOf(shell, place));
  }
}

const PLAIN_NUMBER = /^(?:0|-?[1-9]\d{0,15})$/;

interface Element {
  readonly text: string | undefined;
  readonly index?: number;
}

const NO_ELEMENT: Element = { text: undefined };

/** A subscript before the first element is reported and stands for nothing. */
function elementOf({ shell, place }: Reader, name: string, subscript: string): Element {
  if (subscript === '') {
    reportSubscript(shell, name, place);
    return NO_ELEMENT;
  }
  const map = readAssociative(shell, name, place);
  if (map !== undefined) return { text: map.get(subscript) };
  if (typeof findVariable(shell, name)?.value === 'string')
    return scalarElement(shell, name, { subscript, place });
  try {
    const index = elementIndex(shell, subscript, { name, place });
    return { text: readElements(shell, name, place)[index], index };
  } catch (error) {
    if (!(error instanceof SubscriptRefused)) throw error;
    reportSubscript(shell, name, place);
    return NO_ELEMENT;
  }
}

/** A scalar is its own element 0. */
function scalarElement(
  shell: Shell,
  name: string,
  { subscript, place }: { readonly subscript: string; readonly place: Place },
): Element {
  const index = subscriptValue(shell, subscript, place);
  if (index === 0) return { text: readScalar(shell, name, place), index };
  if (index > 0) return { text: undefined, index };
  reportSubscript(shell, name, place);
  return NO_ELEMENT;
}

/** Assigns the value of an expression to a variable or an element; bash has read the next token by then. */
export function assign(
  reader: Reader,
  { token: { name, subscript }, index: known }: NamedPlace,
  value: bigint,
): void {
  const { shell, place, skipping } = reader;
  if (skipping) return;
  if (isBeforeWrong(reader)) throw syntaxError(reader);
  const target = { name, place };
  if (subscript === undefined) {
    setVariable(shell, target, String(value));
    return;
  }
  if (subscript === '') {
    reportSubscript(shell, name, place);
    return;
  }
  const map = readAssociative(shell, name, place);
  if (map !== undefined) {
    const change = { key: subscript, text: String(value), append: false, place };
    setVariable(shell, target, entriesWith(shell, map, change));
    return;
  }
  const index = known ?? indexToSet(shell, subscript, target);
  if (index === undefined) return;
  setVariable(shell, target, elementsWith(shell, target, { index, text: String(value), append: false }));
}

/** To read a name bash reads the token after it as well. */
function isBeforeWrong({ tokens, index }: Reader): boolean {
  let next = index;
  while (tokens[next]?.type === 'name') next += 1;
  return tokens[next]?.type === 'wrong';
}

/** One before the first element is reported, and nothing is assigned. */
function indexToSet(
  shell: Shell,
  subscript: string,
  target: { name: string; place: Place },
): number | undefined {
  try {
    return elementIndex(shell, subscript, target);
  } catch (error) {
    if (!(error instanceof SubscriptRefused)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, target.place)));
    return undefined;
  }
}
