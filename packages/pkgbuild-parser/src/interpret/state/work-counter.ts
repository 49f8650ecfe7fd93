import type { Place } from '../../problems/positions.js';
import { takeSteps } from './budget.js';
import type { Shell } from './shell.js';

/** Some comparisons of a character with a state of a pattern are one step. */
export function workCounter(shell: Shell, place: Place): (work: number) => void {
  let done = 0;
  return (work) => {
    done += work;
    if (done < COMPARISONS) return;
    takeSteps(shell, place, Math.floor(done / COMPARISONS));
    done %= COMPARISONS;
  };
}

const COMPARISONS = 4;
