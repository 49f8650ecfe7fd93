import type { Place } from '../../problems/positions.js';
import { takeSteps } from '../state/budget.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { setVariable } from '../state/variables/set-variable.js';

/** `mapfile [-t] [array]` of input that is known. @throws NotKnown */
export function readLines(shell: Shell, args: readonly string[], place: Place): Status {
  const isTrimmed = args[0] === '-t';
  const [name = 'MAPFILE', ...others] = isTrimmed ? args.slice(1) : args;
  const { input } = shell;
  if (input === undefined || others.length > 0 || !/^[A-Za-z_]\w*$/.test(name)) {
    throw new NotKnown('what `mapfile` reads', placeOf(shell, place));
  }
  shell.input = '';
  takeSteps(shell, place, input.length >> 4);
  const lines = input.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  // A NUL ends the text of its line.
  const texts = lines.map((line) => line.split('\0', 1)[0] ?? '');
  const values = isTrimmed ? texts.map((line) => line.replace(/\n$/, '')) : texts;
  setVariable(shell, { name, place }, values);
  return 0;
}
