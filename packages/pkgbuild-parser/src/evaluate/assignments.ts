import { type ArrayValue, type Assignment, forEachChild, type Word } from 'unbash';
import type { Place } from '../positions.js';
import { evaluateArithmetic, subscriptValue } from './arithmetic.js';
import type { AssociativeArray } from './associative.js';
import { makeNotKnown } from './effects.js';
import { homeNotKnown } from './home-folder.js';
import { type ArrayElements, entriesWith } from './list-elements.js';
import { FlowNotKnown, LineDropped, NotKnown } from './outcomes.js';
import { keyText, subscriptOf } from './parameter-lookup.js';
import { plainElements } from './plain-elements.js';
import {
  elementsWith,
  findVariable,
  isAssociative,
  readElements,
  readScalar,
  setVariable,
  type Target,
  type Value,
} from './scope.js';
import { checkedCount, placeOf, type Shell, takeSteps, withOrigin, writeError } from './shell.js';
import { doubleQuotedText, fieldsOf, singleFieldOf, textOf, wordFrom } from './words.js';

/** Where an assignment goes: {@link setVariable}, `setLocal` or `setGlobal`. */
export type Setter = (shell: Shell, target: Target, value: Value) => void;

/** How {@link assign} assigns. */
export interface Assigning {
  readonly set?: Setter | undefined;
  /** The value, when it has been expanded before. */
  readonly text?: string | NotKnown | undefined;
}

/** Assigns; a value that is not known makes the variable not known, and is answered. @throws LineDropped */
export function assign(
  shell: Shell,
  assignment: Assignment,
  { set = setVariable, text }: Assigning = {},
): NotKnown | undefined {
  const target = { name: assignment.name, place: assignment };
  takeSteps(shell, assignment);
  try {
    if (text instanceof NotKnown) throw text;
    set(shell, target, assignedValue(shell, { assignment, text }, target));
  } catch (error) {
    if (error instanceof LineDropped && set === setVariable && assignment.value.type === 'ArrayValue') {
      leaveList(shell, { assignment, value: assignment.value }, set);
    }
    if (!(error instanceof NotKnown)) throw error;
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
    return arrayValue(shell, assignment, value);
  }
  const text = given ?? assignedText(shell, value);
  const change = { text, append: append === true, place: target.place };
  if (index !== undefined && map !== undefined) {
    return entriesWith(shell, map, { ...change, key: keyText(shell, index) });
  }
  if (index !== undefined) {
    const subscript = subscriptOf(shell, index, target.name);
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

/** An integer variable takes the value of the text as an expression. */
function integerOf(shell: Shell, text: string, { place }: Target): string {
  try {
    return String(evaluateArithmetic(shell, text, place));
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
    throw new FlowNotKnown('shell', new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
  }
}

/** What stands on the right side. @throws NotKnown */
export function assignedText(shell: Shell, word: Word): string {
  if (word.text.includes(':~')) throw homeNotKnown(shell, word);
  return textOf(shell, word);
}

function arrayValue(shell: Shell, assignment: Assignment, value: ArrayValue): ArrayElements {
  const { name, append, text } = assignment;
  takeSteps(shell, value, (value.end - value.pos) >> 4);
  const plain = text.length > shell.limits.valueLength ? undefined : plainElements(assignment, value);
  const isKeyed = plain === undefined && value.elements.some((word) => word.text.startsWith('['));
  const added = isKeyed ? [] : (plain ?? fieldsOf(shell, value.elements));
  const elements = append === true ? [...readElements(shell, name, assignment)] : [];
  takeSteps(shell, value, elements.length >> 4);
  if (isKeyed) addElements(shell, elements, { value, name });
  else for (const element of added) elements.push(element);
  checkedCount(shell, elements.length, value);
  return elements;
}

function addElements(
  shell: Shell,
  elements: (string | undefined)[],
  { value, name }: { readonly value: ArrayValue; readonly name: string },
): void {
  let next = elements.length;
  for (const word of value.elements) {
    const keyed = word.text.startsWith('[') ? keyedElement(word.text) : undefined;
    if (keyed !== undefined) next = 1 + setKeyed(shell, elements, { ...keyed, word, name });
    else {
      const single = singleFieldOf(shell, word);
      for (const field of single === undefined ? fieldsOf(shell, [word]) : [single]) {
        elements[next] = field;
        next += 1;
      }
    }
    checkedCount(shell, elements.length, value);
  }
}

/** `([key]=value …)`, or since bash 5.1 `(key value …)`. */
function mapValue(
  shell: Shell,
  value: ArrayValue,
  { map, append }: { readonly map: AssociativeArray; readonly append: boolean },
): AssociativeArray {
  const entries = new Map(append ? map : []);
  const isKeyed = value.elements[0]?.text.startsWith('[') !== false;
  takeSteps(shell, value, 1 + (entries.size >> 4) + value.elements.length);
  checkedCount(shell, entries.size + value.elements.length, value);
  if (!isKeyed) {
    const fields = value.elements.map((word) => textOf(shell, word));
    for (let index = 0; index < fields.length; index += 2)
      entries.set(fields[index] ?? '', fields[index + 1] ?? '');
    return entries;
  }
  for (const word of value.elements) {
    const keyed = keyedElement(word.text);
    if (keyed === undefined) throw new LineDropped(`${word.text}: must use subscript`);
    const key = withOrigin(shell, word, () => textOf(shell, wordFrom(keyed.subscript, '')));
    const text = valueText(shell, keyed.value, word);
    if (key === '') {
      writeError(shell, new NotKnown("bash's error: bad array subscript", placeOf(shell, word)));
      continue;
    }
    entries.set(key, keyed.append ? `${entries.get(key) ?? ''}${text}` : text);
  }
  return entries;
}

interface KeyedElement {
  readonly subscript: string;
  readonly append: boolean;
  readonly value: string;
}

/** `[subscript]=value` inside the parentheses of an array. */
function keyedElement(text: string): KeyedElement | undefined {
  const [, subscript, plus, value] = /^\[((?:[^[\]"']|"[^"]*"|'[^']*')+)\](\+?)=([\s\S]*)$/.exec(text) ?? [];
  if (subscript === undefined || value === undefined) return undefined;
  return { subscript, append: plus === '+', value };
}

function setKeyed(
  shell: Shell,
  elements: (string | undefined)[],
  { subscript, append, value, word, name }: KeyedElement & { readonly word: Place; readonly name: string },
): number {
  const text = valueText(shell, value, word);
  const index = keyedIndex(shell, subscript, { name, place: word, size: elements.length });
  if (index === undefined) return elements.length - 1;
  checkedCount(shell, index + 1, word);
  elements[index] = append ? `${elements[index] ?? ''}${text}` : text;
  return index;
}

/** One before the first element is reported and passed over. */
function keyedIndex(
  shell: Shell,
  subscript: string,
  { name, place, size }: Target & { readonly size: number },
): number | undefined {
  const index = subscriptValue(shell, doubleQuotedText(shell, subscript, place), place);
  if (index >= 0) return index;
  if (size + index >= 0) return size + index;
  writeError(shell, new NotKnown(`bash's error: ${name}: bad array subscript`, placeOf(shell, place)));
  return undefined;
}

function valueText(shell: Shell, value: string, place: Place): string {
  return withOrigin(shell, place, () => (value === '' ? '' : assignedText(shell, wordFrom(value, ''))));
}
