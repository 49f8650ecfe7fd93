import type { Place } from '../../problems/positions.js';
import type { Shell } from './shell.js';

/** The place in the file for a node that may belong to generated text. */
export function placeOf(shell: Shell, place: Place): Place {
  return shell.origin ?? place;
}

/** Runs `work` on a node whose offsets are not the file's; what it reports stands at `place`. */
export function withOrigin<T>(shell: Shell, place: Place, work: () => T): T {
  const outer = shell.origin;
  shell.origin = outer ?? place;
  try {
    return work();
  } finally {
    shell.origin = outer;
  }
}
