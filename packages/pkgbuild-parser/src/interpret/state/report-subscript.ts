import type { Place } from '../../problems/positions.js';
import { NotKnown, ShellExit } from './outcomes.js';
import { writeError } from './output.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** A subscript that bash reports and goes on without, unless `set -e` is on: then the shell ends. @throws ShellExit */
export function reportSubscript(shell: Shell, name: string, place: Place): void {
  const at = placeOf(shell, place);
  writeError(shell, new NotKnown(`bash's error: ${name}: bad array subscript`, at));
  if (shell.settings.flags.has('e')) throw new ShellExit(1, at);
}
