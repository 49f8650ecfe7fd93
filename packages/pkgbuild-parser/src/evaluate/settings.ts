import type { Place } from '../positions.js';
import { ExpansionRefused, NotKnown, type Status } from './outcomes.js';
import { placeOf, type Shell } from './shell.js';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['nounset', 'u'],
  ['xtrace', 'x'],
  ['verbose', 'v'],
]);

/** `set`: the positional parameters, and the options `e`, `f`, `u`, `v` and `x`. @throws NotKnown for others */
export function setOptions(shell: Shell, args: readonly string[], place: Place): Status {
  let index = 0;
  for (; /^[-+]./.test(args[index] ?? ''); index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      shell.positional = args.slice(index + 1);
      return 0;
    }
    const isLong = argument === '-o' || argument === '+o';
    if (isLong) index += 1;
    const letters = isLong ? (NAMES.get(args[index] ?? '') ?? '?') : argument.slice(1);
    if (/[^efuvx]/.test(letters)) throw new NotKnown(`\`set ${args.join(' ')}\``, placeOf(shell, place));
    for (const letter of letters) switchFlag(shell, { letter, on: argument.startsWith('-') }, place);
  }
  if (args.length === 0) throw new NotKnown('`set` without arguments', placeOf(shell, place));
  if (index < args.length) shell.positional = args.slice(index);
  return 0;
}

function switchFlag(shell: Shell, { letter, on }: { letter: string; on: boolean }, place: Place): void {
  const { flags } = shell.settings;
  if (letter === 'v' || letter === 'x') return;
  if (on) {
    flags.add(letter);
    return;
  }
  if (flags.delete(letter) && letter === 'e') {
    throw new NotKnown(`what happened under \`set -${letter}\``, placeOf(shell, place));
  }
}

/** Under `set -u`, reading a variable that is not set ends the shell. @throws ExpansionRefused */
export function refuseUnset(shell: Shell, place: Place): void {
  if (shell.settings.flags.has('u')) throw new ExpansionRefused(placeOf(shell, place));
}

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
