import type { Place } from '../../problems/positions.js';
import { LAYOUT_MARK } from '../state/facts.js';
import type { Flow, Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';
import { runText } from './run-text.js';

/** `eval`: the arguments are commands. @throws NotKnown for text that is not valid bash */
export function evalText(shell: Shell, args: readonly string[], place: Place): Status | Flow {
  const text = (args[0] === '--' ? args.slice(1) : args).join(' ').replaceAll(LAYOUT_MARK, '');
  if (text.trim() === '') return 0;
  return runText(shell, { text, place, name: '`eval`' });
}
