import type { Place } from '../positions.js';
import { ExpansionRefused, NotKnown, type Status } from './outcomes.js';
import { placeOf, type Shell } from './shell.js';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['nounset', 'u'],
  ['xtrace', 'x'],
  ['verbose', 'v'],
  ['pipefail', 'pipefail'],
]);

/** `set`: the positional parameters, and the options `e`, `f`, `u`, `v`, `x` and `pipefail`. @throws NotKnown for others */
export function setOptions(shell: Shell, args: readonly string[], place: Place): Status {
  let index = 0;
  for (; /^[-+]./.test(args[index] ?? ''); index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      shell.positional = args.slice(index + 1);
      return 0;
    }
    const on = argument.startsWith('-');
    for (const letter of argument.slice(1)) {
      const isLong = letter === 'o';
      if (isLong) index += 1;
      const flag = isLong ? NAMES.get(args[index] ?? '') : letter;
      if (flag === undefined || !FOLLOWED.has(flag))
        throw new NotKnown(`\`set ${args.join(' ')}\``, placeOf(shell, place));
      if (on) shell.settings.flags.add(flag);
      else shell.settings.flags.delete(flag);
    }
  }
  if (args.length === 0) throw new NotKnown('`set` without arguments', placeOf(shell, place));
  if (index < args.length) shell.positional = args.slice(index);
  return 0;
}

const FOLLOWED: ReadonlySet<string> = new Set(NAMES.values());

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
