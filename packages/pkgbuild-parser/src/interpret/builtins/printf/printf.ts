import type { Place } from '../../../problems/positions.js';
import { elementIndex } from '../../arithmetic/subscripts.js';
import type { Status } from '../../state/outcomes.js';
import { write } from '../../state/output.js';
import type { Shell } from '../../state/shell.js';
import { entriesWith } from '../../state/variables/list-elements.js';
import { readAssociative } from '../../state/variables/read-variable.js';
import { elementsWith, setVariable } from '../../state/variables/set-variable.js';
import type { Target } from '../../state/variables/variable.js';
import { formatPrintf } from './format-printf.js';

export function printf(shell: Shell, args: readonly string[], place: Place): Status {
  const name = args[0] === '-v' ? args[1] : /^-v(.+)$/s.exec(args[0] ?? '')?.[1];
  const after = name === undefined ? args : args.slice(args[0] === '-v' ? 2 : 1);
  const rest = after[0] === '--' ? after.slice(1) : after;
  const isWrong = rest.length === 0 || (after[0] !== '--' && /^-./s.test(rest[0] ?? ''));
  if (isWrong || (name !== undefined && !/^[A-Za-z_]\w*(?:\[.+\])?$/s.test(name))) return 2;
  const { text, status } = formatPrintf(shell, rest, place);
  if (name === undefined) write(shell, text, place);
  else setElement(shell, { name, place }, text.split('\0')[0] ?? '');
  return status;
}

/** Sets what a name such as `x` or `x[1]` means. */
function setElement(shell: Shell, { name: written, place }: Target, text: string): void {
  const [, name = '', subscript] = /^([A-Za-z_]\w*)(?:\[(.+)\])?$/s.exec(written) ?? [];
  const target = { name, place };
  if (subscript === undefined) {
    setVariable(shell, target, text);
    return;
  }
  const map = readAssociative(shell, name, place);
  const change = { text, append: false, place };
  if (map !== undefined) setVariable(shell, target, entriesWith(shell, map, { ...change, key: subscript }));
  else {
    const index = elementIndex(shell, subscript, target);
    setVariable(shell, target, elementsWith(shell, target, { ...change, index }));
  }
}
