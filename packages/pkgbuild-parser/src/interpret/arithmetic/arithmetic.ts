import type { Place } from '../../problems/positions.js';
import { FlowNotKnown, LineDropped, NotKnown } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

/**
 * The value of an arithmetic expression whose `$` expansions are done: 64-bit integers, C's operators, and
 * variables by name, whose values are expressions again.
 * @throws FlowNotKnown, LineDropped
 */
export function evaluateArithmetic(shell: Shell, text: string, place: Place): bigint {
  return wholeLine(() => shell.interpreter.evaluateExpression(shell, { text, within: undefined }, place));
}

/** What is not known may not be a number, which is an error that drops the line. @throws FlowNotKnown */
export function wholeLine<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof NotKnown ? new FlowNotKnown('line', error) : error;
  }
}

/** The same for commands, where an error only fails: `undefined` then. @throws NotKnown */
export function tryArithmetic(shell: Shell, text: string, place: Place): bigint | undefined {
  try {
    return shell.interpreter.evaluateExpression(shell, { text, within: undefined }, place);
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
    return undefined;
  }
}
