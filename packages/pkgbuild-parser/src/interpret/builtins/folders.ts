import type { Place } from '../../problems/positions.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { write } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

/** Unless it is to where the recipe is, names of files mean others from then on. @throws NotKnown */
export function changeFolder(shell: Shell, args: readonly string[], place: Place): Status {
  const [folder = '', ...others] = args[0] === '--' ? args.slice(1) : args;
  if (others.length === 0 && folder !== '' && folder === startFolder(shell)) return 0;
  return leaveFolder(shell, ['cd', ...args], place);
}

export function leaveFolder(shell: Shell, args: readonly string[], place: Place): never {
  shell.settings.flags.add('moved');
  throw new NotKnown(`the result of \`${args.join(' ')}\``, placeOf(shell, place));
}

export function printFolder(shell: Shell, args: readonly string[], place: Place): Status {
  const folder = startFolder(shell);
  if (folder === undefined || args.length > 0) {
    throw new NotKnown('the result of `pwd`', placeOf(shell, place));
  }
  write(shell, `${folder}\n`, place);
  return 0;
}

/** The recipe's folder, where it is known by its one name and has not been left. */
function startFolder({ facts, settings }: Shell): string | undefined {
  const folder = facts.host.environment.get('startdir');
  const isThere = !settings.flags.has('moved') && folder === facts.host.environment.get('PWD');
  return isThere ? folder : undefined;
}
