import type { Place } from '../../problems/positions.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

/**
 * What runs at the end of a subshell runs in it; what runs when makepkg itself ends changes nothing of what the file
 * leaves. @throws NotKnown for other traps
 */
export function trap(shell: Shell, args: readonly string[], place: Place): Status {
  const words = args[0] === '--' ? args.slice(1) : args;
  const [action = '', ...others] = words;
  const signals = words.length === 1 ? words : others;
  const resets = action === '-' || words.length === 1;
  for (const signal of signals) {
    const isEnd = /^(?:EXIT|0)$/i.test(signal);
    const isFollowed = isEnd || /^(?:SIG)?(?:HUP|INT|QUIT|TERM|USR1|USR2|PIPE)$/i.test(signal);
    const isOff = resets || action === '';
    if (!isFollowed && !(isOff && /^(?:ERR|DEBUG|RETURN)$/i.test(signal))) throw trapNotKnown(shell, place);
    if (isEnd && shell.isSubshell) shell.exitTrap = resets ? undefined : action;
  }
  if (signals.length === 0) throw trapNotKnown(shell, place);
  return 0;
}

function trapNotKnown(shell: Shell, place: Place): NotKnown {
  return new NotKnown('the result of `trap`', placeOf(shell, place));
}
