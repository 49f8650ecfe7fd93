import { type ArrayValue, type Assignment, forEachChild, type Word } from 'unbash';
import { evaluateArithmetic } from '../arithmetic/arithmetic.js';
import { makeNotKnown } from '../effects/make-not-known.js';
import { keyText, subscriptOf } from '../expand/parameters/subscripts.js';
import { takeSteps } from '../state/budget.js';
import { FlowNotKnown, LineDropped, NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { findVariable } from '../state/variables/find-variable.js';
import { entriesWith } from '../state/variables/list-elements.js';
import { readScalar } from '../state/variables/read-variable.js';
import { elementsWith, setVariable } from '../state/variables/set-variable.js';
import {
  type ArrayElements,
  isAssociative,
  presentElements,
  type Target,
  type Value,
} from '../state/variables/variable.js';
import { arrayValue } from './array-value.js';
import { assignedText } from './assigned-text.js';
import { mapValue } from './map-value.js';

/** Where an assignment goes: {@link setVariable}, `setLocal` or `setGlobal`. */
export type Setter = (shell: Shell, target: Target, value: Value) => void;

/** How {@link assign} assigns. */
export interface Assigning {
  readonly set?: Setter | undefined;
  /** The value, when it has been expanded before. */
  readonly text?: string | NotKnown | undefined;
  /** Whether it stands before a command, where attributes such as `declare -i` do not count. */
  readonly isBeforeCommand?: boolean;
}

/** Assigns; a value that is not known makes the variable not known, and is returned. @throws LineDropped */
export function assign(
  shell: Shell,
  assignment: Assignment,
  { set = setVariable, text, isBeforeCommand = false }: Assigning = {},
): NotKnown | undefined {
  const target = { name: assignment.name, place: assignment };
  takeSteps(shell, assignment);
  try {
    if (text instanceof NotKnown) throw text;
    if (assignment.value.type === 'ArrayValue' && set === setVariable)
      intoList(shell, assignment, assignment.value);
    const isPlain = isBeforeCommand && assignment.value.type === 'Word' && assignment.append !== true;
    const value = isPlain
      ? assignedText(shell, assignment.value)
      : assignedValue(shell, { assignment, text }, target);
    set(shell, target, value);
  } catch (error) {
    if (error instanceof LineDropped && set === setVariable && assignment.value.type === 'ArrayValue') {
      leaveList(shell, { assignment, value: assignment.value }, set);
    }
    if (!(error instanceof NotKnown)) throw error;
    refuseSubscript(shell, assignment, target);
    if (/^(?:integer|mixed)$/.test(findVariable(shell, target.name)?.attribute ?? ''))
      throw new FlowNotKnown('shell', error);
    const mayBe =
      assignment.value.type === 'ArrayValue' || assignment.index !== undefined ? 'list' : undefined;
    forEachChild(assignment, (child) => makeNotKnown(shell, child, error));
    set(shell, { ...target, mayBe }, error);
    return error;
  }
  return undefined;
}

/** Only `${#name[…]}` sees whether a variable is a list without elements or not set. */
const COUNTS = /\$\{#\w+\[/;

/** A scalar is a list of one before the words of the list are expanded, in which it may stand itself. */
function intoList(shell: Shell, assignment: Assignment, list: ArrayValue): void {
  const { value, readonly: isReadonly, attribute } = findVariable(shell, assignment.name) ?? {};
  if (isReadonly === true || attribute !== undefined) return;
  const target = { name: assignment.name, place: assignment };
  if (typeof value === 'string') setVariable(shell, target, [value]);
  else if (value === undefined && list.elements.some(({ text }) => COUNTS.test(text)))
    setVariable(shell, target, []);
}

/** An error among the words of a list leaves a list behind all the same: what has been there, or nothing. */
function leaveList(
  shell: Shell,
  { assignment, value }: { readonly assignment: Assignment; readonly value: ArrayValue },
  set: Setter,
): void {
  const target = { name: assignment.name, place: assignment };
  const current = findVariable(shell, target.name)?.value;
  if (current instanceof NotKnown || findVariable(shell, target.name)?.readonly === true) return;
  if (value.elements.some(({ text }) => text.startsWith('['))) {
    const why = new NotKnown('a list with an error in it', placeOf(shell, assignment));
    set(shell, { ...target, mayBe: 'list' }, why);
  } else if (current === undefined) set(shell, target, []);
  else if (typeof current === 'string') set(shell, target, [current]);
}

function assignedValue(
  shell: Shell,
  { assignment, text: given }: { readonly assignment: Assignment; readonly text: string | undefined },
  target: Target,
): Value {
  const { value, index, append } = assignment;
  const existing = findVariable(shell, target.name);
  if (existing?.value instanceof NotKnown && existing.mayBe === 'map') throw existing.value;
  const map = isAssociative(existing?.value) ? existing.value : undefined;
  if (value.type === 'ArrayValue') {
    if (map !== undefined) return mapValue(shell, value, { map, append: append === true });
    return withoutAttribute(shell, assignment, arrayValue(shell, assignment, value));
  }
  const text = given ?? assignedText(shell, value);
  const change = { text, append: append === true, place: target.place };
  if (index !== undefined) refuseInteger(shell, assignment, text);
  if (index !== undefined && map !== undefined) {
    return entriesWith(shell, map, { ...change, key: keyText(shell, index) });
  }
  if (index !== undefined) {
    const subscript = knownSubscript(shell, index, target);
    return elementsWith(shell, target, { ...change, index: subscript });
  }
  if (map !== undefined) return entriesWith(shell, map, { ...change, key: '0' });
  const current = findVariable(shell, target.name);
  if (Array.isArray(current?.value) && current?.attribute !== undefined && !/^-?\d+$/.test(text)) {
    const why = new NotKnown('a list with attributes', placeOf(shell, assignment));
    throw current.attribute === 'integer' ? new FlowNotKnown('shell', why) : why;
  }
  if (Array.isArray(current?.value)) return elementsWith(shell, target, { ...change, index: 0 });
  const isInteger = current?.attribute === 'integer';
  const before = append === true ? (readScalar(shell, target.name, target.place) ?? '') : undefined;
  if (current?.attribute === 'mixed')
    throw new FlowNotKnown('shell', new NotKnown('mixed attributes', placeOf(shell, assignment)));
  if (!isInteger) return before === undefined ? text : `${before}${text}`;
  return integerOf(
    shell,
    before === undefined ? text : `(${before === '' ? '0' : before})+(${text})`,
    target,
  );
}

/** Each element of an integer list is evaluated, and one that is no expression ends the shell. @throws FlowNotKnown */
function withoutAttribute(shell: Shell, assignment: Assignment, elements: ArrayElements): ArrayElements {
  const attribute = findVariable(shell, assignment.name)?.attribute;
  const isMaths = attribute === 'integer' || attribute === 'mixed';
  if (!isMaths || presentElements(elements).every((element) => /^-?\d+$/.test(element))) return elements;
  throw new FlowNotKnown('shell', new NotKnown('a list of integers', placeOf(shell, assignment)));
}

/** An element of a list of integers is evaluated, and one that is no expression ends the shell. @throws FlowNotKnown */
function refuseInteger(shell: Shell, assignment: Assignment, text: string): void {
  const attribute = findVariable(shell, assignment.name)?.attribute;
  if ((attribute !== 'integer' && attribute !== 'mixed') || /^-?\d+$/.test(text)) return;
  throw new FlowNotKnown(
    'shell',
    new NotKnown('an element of a list of integers', placeOf(shell, assignment)),
  );
}

/** A value that is not known cannot keep bash from finding an error in a subscript. @throws FlowNotKnown, LineDropped */
function refuseSubscript(shell: Shell, { index }: Assignment, target: Target): void {
  const value = findVariable(shell, target.name)?.value;
  if (index === undefined || isAssociative(value) || value instanceof NotKnown) return;
  knownSubscript(shell, index, target);
}

/** One that is not known may be an error, which ends the shell. @throws FlowNotKnown */
function knownSubscript(shell: Shell, index: Word, { name }: Target): number {
  try {
    return subscriptOf(shell, index, name);
  } catch (error) {
    throw error instanceof NotKnown ? new FlowNotKnown('shell', error) : error;
  }
}

/** An integer variable takes the value of the text as an expression. */
function integerOf(shell: Shell, text: string, { place }: Target): string {
  try {
    return String(evaluateArithmetic(shell, text, place));
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
    throw new FlowNotKnown('shell', new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
  }
}
