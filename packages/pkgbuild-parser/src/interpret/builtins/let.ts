import type { Place } from '../../problems/positions.js';
import { tryArithmetic } from '../arithmetic/arithmetic.js';
import type { Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';

export function letArithmetic(shell: Shell, args: readonly string[], place: Place): Status {
  let value = 0n;
  for (const text of args) {
    const result = tryArithmetic(shell, text, place);
    if (result === undefined) return 1;
    value = result;
  }
  return value === 0n ? 1 : 0;
}
