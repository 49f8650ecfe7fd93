import type { Place } from '../../problems/positions.js';
import { LimitReached } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** Uses up evaluation steps; the cost of copying long values is part of it. */
export function takeSteps(shell: Shell, place: Place, count = 1): void {
  shell.budget.steps -= count;
  if (shell.budget.steps >= 0) return;
  throw new LimitReached(`The evaluation took more than ${shell.limits.steps} steps`, placeOf(shell, place));
}

/** Runs `work` one level deeper. */
export function nested<T>(shell: Shell, place: Place, work: () => T): T {
  if (shell.budget.depth >= shell.limits.depth) {
    const message = `Evaluation is nested more than ${shell.limits.depth} levels deep`;
    throw new LimitReached(message, placeOf(shell, place));
  }
  shell.budget.depth += 1;
  try {
    return work();
  } finally {
    shell.budget.depth -= 1;
  }
}

/** Refuses a value that is too long, and charges for the copying of it. */
export function checkedValue(shell: Shell, text: string, place: Place): string {
  if (text.length > shell.limits.valueLength) throw valueTooLong(shell, place);
  if (text.length > 1023) takeSteps(shell, place, text.length >> 10);
  return text;
}

export function valueTooLong(shell: Shell, place: Place): LimitReached {
  return new LimitReached(
    `A value is longer than ${shell.limits.valueLength} code units`,
    placeOf(shell, place),
  );
}

/** Refuses a list of words that is too long. */
export function checkedCount(shell: Shell, count: number, place: Place): void {
  if (count <= shell.limits.words) return;
  throw new LimitReached(`A list has more than ${shell.limits.words} words`, placeOf(shell, place));
}
