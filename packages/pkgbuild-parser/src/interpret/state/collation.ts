import type { Place } from '../../problems/positions.js';
import { NotKnown } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';
import { findVariable } from './variables/find-variable.js';

/** Compares texts as the host does; it throws `NotKnown` where the host's locale has a say that is not known. */
export function textOrder(shell: Shell, place: Place): (first: string, second: string) => number {
  const isPlain = ordersByCharacters(shell);
  return (first, second) => {
    if (first === second) return 0;
    if (isPlain || isOrderedAlike(first, second)) return compareCharacters(first, second);
    throw new NotKnown("the order of texts in the host's locale", placeOf(shell, place));
  };
}

/** By code points, as in the locale `C`. */
function compareCharacters(first: string, second: string): number {
  if (!ASTRAL.test(first) && !ASTRAL.test(second)) return first < second ? -1 : first > second ? 1 : 0;
  const [left, right] = [Array.from(first), Array.from(second)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const ASTRAL = /[\ud800-\udfff]/;

/** Whether every locale agrees: digits differ first, or one text goes on where the other ends. */
function isOrderedAlike(first: string, second: string): boolean {
  let index = 0;
  while (index < first.length && first[index] === second[index]) index += 1;
  const [one = '', other = ''] = [first[index], second[index]];
  return one === '' || other === '' || (isDigit(one) && isDigit(other));
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** Whether the environment in the facts says so, and the recipe has not changed it. */
function ordersByCharacters(shell: Shell): boolean {
  for (const name of ['LC_ALL', 'LC_COLLATE', 'LANG']) {
    const variable = findVariable(shell, name);
    if (variable?.place !== undefined) return false;
    const { value } = variable ?? {};
    if (value !== undefined && value !== '')
      return typeof value === 'string' && /^(?:C|POSIX)(?:\.UTF-?8)?$/i.test(value);
  }
  return false;
}
