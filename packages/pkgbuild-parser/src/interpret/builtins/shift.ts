import { NotKnown, type Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';

export function shift(shell: Shell, args: readonly string[]): Status {
  const { positional } = shell;
  if (positional instanceof NotKnown) return positional;
  const count = Number(args[0] ?? 1);
  if (!(count >= 0 && count <= positional.length)) return 1;
  shell.positional = positional.slice(count);
  return 0;
}
