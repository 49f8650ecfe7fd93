import type { Place } from '../../problems/positions.js';
import { FlowNotKnown, LineDropped, NotKnown, SubscriptRefused } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { readElements } from '../state/variables/read-variable.js';
import { evaluateArithmetic } from './arithmetic.js';

/** The same as a JavaScript number, for subscripts and offsets. */
export function evaluateIndex(shell: Shell, text: string, place: Place): number {
  return Number(evaluateArithmetic(shell, text, place));
}

/** The subscript of an element, counted from the end when negative. @throws LineDropped */
export function elementIndex(
  shell: Shell,
  subscript: string,
  target: { name: string; place: Place },
): number {
  const index = subscriptValue(shell, subscript, target.place);
  if (index >= 0) return index;
  const fromEnd = readElements(shell, target.name, target.place).length + index;
  if (fromEnd < 0) throw new SubscriptRefused(`${target.name}: bad array subscript`);
  return fromEnd;
}

/** An error in a subscript ends all that is being read, wherever it is: bash goes on with makepkg itself. */
export function subscriptValue(shell: Shell, subscript: string, place: Place): number {
  try {
    return evaluateIndex(shell, subscript, place);
  } catch (error) {
    if (error instanceof FlowNotKnown && error.reaches === 'line') throw new FlowNotKnown('shell', error.why);
    if (!(error instanceof LineDropped)) throw error;
    throw new FlowNotKnown('shell', new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
  }
}
