import type { Place } from '../../problems/positions.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

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
