import type { Place } from '../../../problems/positions.js';
import { checkedCount, checkedValue, takeSteps } from '../budget.js';
import { LineDropped } from '../outcomes.js';
import type { Shell } from '../shell.js';
import type { ArrayElements, AssociativeArray } from './variable.js';

/** Sets one element of an associative array. */
export function entriesWith(
  shell: Shell,
  map: AssociativeArray,
  change: { readonly key: string; readonly text: string; readonly append: boolean; readonly place: Place },
): AssociativeArray {
  const { key, text, append, place } = change;
  if (key === '') throw new LineDropped('bad array subscript');
  takeSteps(shell, place);
  checkedCount(shell, map.size + 1, place);
  return ownEntries(shell, map, place).set(
    key,
    checkedValue(shell, append ? `${map.get(key) ?? ''}${text}` : text, place),
  );
}

/** The maps that no subshell shares, by the number of subshells when they were made. */
const madeAfter = new WeakMap<
  AssociativeArray,
  { readonly map: Map<string, string>; readonly subshells: number }
>();

/** A map that may be written to: the one itself, where nothing else has it. */
function ownEntries(shell: Shell, map: AssociativeArray, place: Place): Map<string, string> {
  const { subshells } = shell.budget;
  const made = madeAfter.get(map);
  if (made?.subshells === subshells) return made.map;
  takeSteps(shell, place, map.size >> 1);
  const copy = new Map(map);
  madeAfter.set(copy, { map: copy, subshells });
  return copy;
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
