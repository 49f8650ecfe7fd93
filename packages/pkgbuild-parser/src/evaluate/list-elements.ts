import type { Place } from '../positions.js';
import type { AssociativeArray } from './associative.js';
import { LineDropped } from './outcomes.js';
import { checkedCount, checkedValue, type Shell, takeSteps } from './shell.js';

/** An indexed array by index, which may have holes. */
export type ArrayElements = readonly (string | undefined)[];

/** Sets one element of an associative array. */
export function entriesWith(
  shell: Shell,
  map: AssociativeArray,
  change: { readonly key: string; readonly text: string; readonly append: boolean; readonly place: Place },
): AssociativeArray {
  const { key, text, append, place } = change;
  if (key === '') throw new LineDropped('bad array subscript');
  takeSteps(shell, place, 1 + (map.size >> 4));
  checkedCount(shell, map.size + 1, place);
  return new Map(map).set(key, checkedValue(shell, append ? `${map.get(key) ?? ''}${text}` : text, place));
}

/** Sets one element of an indexed array. */
export function withElement(
  shell: Shell,
  existing: ArrayElements,
  change: { readonly index: number; readonly text: string; readonly append: boolean; readonly place: Place },
): ArrayElements {
  const { index, text, append, place } = change;
  const elements = [...existing];
  takeSteps(shell, place, 1 + (elements.length >> 4));
  checkedCount(shell, index + 1, place);
  elements[index] = checkedValue(shell, append ? `${elements[index] ?? ''}${text}` : text, place);
  return elements;
}

/** The elements that are set, without the holes. */
export function presentElements(elements: ArrayElements): readonly string[] {
  return isWhole(elements) ? elements : elements.filter((element) => element !== undefined);
}

function isWhole(elements: ArrayElements): elements is readonly string[] {
  return !elements.includes(undefined);
}
