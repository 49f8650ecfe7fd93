import type { ArrayValue, Assignment, Word } from 'unbash';
import type { Place } from '../positions.js';
import { elementIndex } from './arithmetic.js';
import { NotKnown } from './outcomes.js';
import { subscriptOf } from './parameter-lookup.js';
import {
  type ArrayElements,
  elementsWith,
  findVariable,
  readElements,
  setVariable,
  type Target,
  type Value,
} from './scope.js';
import { checkedCount, placeOf, type Shell, takeSteps, withOrigin } from './shell.js';
import { doubleQuotedText, fieldsOf, textOf, wordFrom } from './words.js';

/** Where an assignment goes: {@link setVariable}, `setLocal` or `setGlobal`. */
export type Setter = (shell: Shell, target: Target, value: Value) => void;

/** Assigns; a value that is not known makes the variable not known. @throws LineDropped */
export function assign(shell: Shell, assignment: Assignment, set: Setter = setVariable): void {
  const target = { name: assignment.name, place: assignment };
  takeSteps(shell, assignment);
  try {
    set(shell, target, assignedValue(shell, assignment, target));
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    set(shell, target, error);
  }
}

function assignedValue(shell: Shell, assignment: Assignment, target: Target): ArrayElements | string {
  const { value, index, append } = assignment;
  if (value.type === 'ArrayValue') return arrayValue(shell, value, { target, append: append === true });
  const text = assignedText(shell, value);
  if (index !== undefined) {
    const subscript = subscriptOf(shell, index, target.name);
    return elementsWith(shell, target, { index: subscript, text, append: append === true });
  }
  const current = findVariable(shell, target.name)?.value;
  if (Array.isArray(current)) return elementsWith(shell, target, { index: 0, text, append: append === true });
  if (append !== true) return text;
  const existing = readElements(shell, target.name, target.place)[0] ?? '';
  return `${existing}${text}`;
}

function assignedText(shell: Shell, word: Word): string {
  if (/:~/.test(word.text)) throw new NotKnown('the home folder `~`', placeOf(shell, word));
  return textOf(shell, word);
}

function arrayValue(
  shell: Shell,
  value: ArrayValue,
  { target, append }: { readonly target: Target; readonly append: boolean },
): ArrayElements {
  const elements = append ? [...readElements(shell, target.name, target.place)] : [];
  takeSteps(shell, value, elements.length >> 4);
  for (const word of value.elements) {
    const keyed = word.text.startsWith('[') ? keyedElement(word.text) : undefined;
    if (keyed !== undefined) setKeyed(shell, elements, { ...keyed, word, name: target.name });
    else for (const field of fieldsOf(shell, [word])) elements.push(field);
    checkedCount(shell, elements.length, value);
  }
  return elements;
}

interface KeyedElement {
  readonly subscript: string;
  readonly append: boolean;
  readonly value: string;
}

/** `[subscript]=value` inside the parentheses of an array. */
function keyedElement(text: string): KeyedElement | undefined {
  const [, subscript, plus, value] = /^\[([^[\]]+)\](\+?)=([\s\S]*)$/.exec(text) ?? [];
  if (subscript === undefined || value === undefined) return undefined;
  return { subscript, append: plus === '+', value };
}

function setKeyed(
  shell: Shell,
  elements: (string | undefined)[],
  { subscript, append, value, word, name }: KeyedElement & { readonly word: Place; readonly name: string },
): void {
  const text = withOrigin(shell, word, () => (value === '' ? '' : assignedText(shell, wordFrom(value, ''))));
  const index = elementIndex(shell, doubleQuotedText(shell, subscript, word), { name, place: word });
  checkedCount(shell, index + 1, word);
  elements[index] = append ? `${elements[index] ?? ''}${text}` : text;
}
