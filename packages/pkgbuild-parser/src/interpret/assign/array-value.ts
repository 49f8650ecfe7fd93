import type { ArrayValue, Assignment } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { subscriptValue } from '../arithmetic/subscripts.js';
import { doubleQuotedText } from '../expand/word-segments.js';
import { fieldsOf, singleFieldOf } from '../expand/words.js';
import { checkedCount, takeSteps } from '../state/budget.js';
import { reportSubscript } from '../state/report-subscript.js';
import type { Shell } from '../state/shell.js';
import { readElements } from '../state/variables/read-variable.js';
import type { ArrayElements, Target } from '../state/variables/variable.js';
import { type KeyedElement, keyedElement, valueText } from './keyed-element.js';

export function arrayValue(shell: Shell, assignment: Assignment, value: ArrayValue): ArrayElements {
  const { name, append } = assignment;
  takeSteps(shell, value, (value.end - value.pos) >> 4);
  const isKeyed = value.elements.some((word) => word.text.startsWith('['));
  const added = isKeyed ? [] : fieldsOf(shell, value.elements);
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

/** An empty one, and one before the first element, is reported and skipped. */
function keyedIndex(
  shell: Shell,
  subscript: string,
  { name, place, size }: Target & { readonly size: number },
): number | undefined {
  const text = doubleQuotedText(shell, subscript, place);
  const index = text === '' ? Number.NEGATIVE_INFINITY : subscriptValue(shell, text, place);
  if (index >= 0) return index;
  if (size + index >= 0) return size + index;
  return void reportSubscript(shell, name, place);
}
