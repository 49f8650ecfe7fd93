import type { Place } from '../../problems/positions.js';
import { ExpansionRefused } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** Under `set -u`, reading a variable that is not set ends the shell. @throws ExpansionRefused */
export function refuseUnset(shell: Shell, place: Place): void {
  if (shell.settings.flags.has('u')) throw new ExpansionRefused(placeOf(shell, place));
}
