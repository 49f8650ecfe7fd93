import type { Place } from '../../problems/positions.js';
import { takeSteps } from './budget.js';
import { LimitReached, type NotKnown } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** Writes to standard output, where someone collects it. */
export function write(shell: Shell, text: string, place: Place): void {
  const { output } = shell;
  if (output === undefined) return;
  output.length += text.length;
  if (output.length > shell.limits.valueLength) {
    const message = `The output of a command is longer than ${shell.limits.valueLength} code units`;
    throw new LimitReached(message, placeOf(shell, place));
  }
  takeSteps(shell, place, 1 + (text.length >> 8));
  output.pieces.push(text);
}

/** For a command whose output is not known. */
export function spoilOutput({ output, errors }: Shell, why: NotKnown): void {
  if (output !== undefined) output.notKnown ??= why;
  if (errors !== undefined) errors.notKnown ??= why;
}

/** For an error message, whose text is bash's own. */
export function writeError({ errors }: Shell, why: NotKnown): void {
  if (errors !== undefined) errors.notKnown ??= why;
}
