import type { Place } from '../../problems/positions.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

/** Only `extglob` is followed. @throws NotKnown for other options */
export function shopt(shell: Shell, args: readonly string[], place: Place): Status {
  const { flags } = shell.settings;
  const [option = '', ...names] = args;
  const isKnown = /^-[suq]$/.test(option) && names.length > 0 && names.every((name) => name === 'extglob');
  if (!isKnown) throw new NotKnown(`\`shopt ${args.join(' ')}\``, placeOf(shell, place));
  if (option === '-q') return flags.has('extglob') ? 0 : 1;
  if (option === '-s') flags.add('extglob');
  else flags.delete('extglob');
  return 0;
}
