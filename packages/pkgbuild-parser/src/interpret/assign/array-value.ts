import type { ArrayValue, Assignment, Word } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { subscriptValue } from '../arithmetic/subscripts.js';
import { allKnown } from '../expand/all-known.js';
import { doubleQuotedText } from '../expand/word-segments.js';
import { fieldsOf, singleFieldOf } from '../expand/words.js';
import { checkedCount, takeSteps } from '../state/budget.js';
import { reportSubscript } from '../state/report-subscript.js';
import type { Shell } from '../state/shell.js';
import { readElements } from '../state/variables/read-variable.js';
import type { ArrayElements, Target } from '../state/variables/variable.js';
import { noteWords } from './element-words.js';
import { type KeyedElement, keyedElement, valueText } from './keyed-element.js';

export function arrayValue(shell: Shell, assignment: Assignment, value: ArrayValue): ArrayElements {
  const { name, append } = assignment;
  takeSteps(shell, value, (value.end - value.pos) >> 4);
  const isKeyed = value.elements.some((word) => word.text.startsWith('['));
  const counts: number[] = [];
  const added = isKeyed ? addedElements(shell, value) : fieldsOf(shell, value.elements, counts);
  const before = append === true ? readElements(shell, name, assignment) : [];
  const elements = [...before];
  takeSteps(shell, value, elements.length >> 4);
  let next = elements.length;
  for (const element of added) {
    if (typeof element === 'string') elements[next] = element;
    else next = setKeyed(shell, elements, { ...element, name });
    next += 1;
  }
  checkedCount(shell, elements.length, value);
  if (!isKeyed && shell.origin === undefined) noteWords(elements, { before, words: value.elements, counts });
  return elements;
}

/** An element with a subscript, its value expanded: the subscript is evaluated when it is assigned. */
interface AddedElement extends Omit<KeyedElement, 'value'> {
  readonly text: string;
  readonly word: Place;
}

/** What is added, each value expanded before any is assigned. */
function addedElements(shell: Shell, value: ArrayValue): (string | AddedElement)[] {
  return allKnown<Word, string | AddedElement>(shell, value.elements, (word, added) => {
    const keyed = word.text.startsWith('[') ? keyedElement(word.text) : undefined;
    if (keyed !== undefined) added.push({ ...keyed, word, text: valueText(shell, keyed.value, word) });
    else {
      const single = singleFieldOf(shell, word);
      for (const field of single === undefined ? fieldsOf(shell, [word]) : [single]) added.push(field);
    }
    checkedCount(shell, added.length, value);
  });
}

function setKeyed(
  shell: Shell,
  elements: (string | undefined)[],
  { subscript, append, text, word, name }: AddedElement & { readonly name: string },
): number {
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
