import { CommandFailure } from '../../errors.js';
import { Interrupted, NOTHING_LEFT } from '../../interruption.js';

/** What a command ends with when processes of it could not be ended: whatever it was, that is said too. */
export function withProcessesLeft(error: unknown, left: readonly number[]): unknown {
  if (left.length === 0) return error;
  const text = processesText(left);
  if (error instanceof Interrupted)
    return new Interrupted(error.message.replace(NOTHING_LEFT, text), error.exitCode);
  if (error instanceof CommandFailure)
    return new CommandFailure({ ...error, message: `${error.message} Also, ${text}.` });
  return error;
}

/** @throws CommandFailure `PROCESSES_LEFT` */
export function processesLeft(left: readonly number[]): CommandFailure {
  return new CommandFailure({
    code: 'PROCESSES_LEFT',
    message: `The worker ended, but ${processesText(left)}.`,
    hint: 'They may hang in the kernel; a restart of the machine ends them.',
  });
}

function processesText(left: readonly number[]): string {
  return left.length === 1
    ? `process ${left[0]} could not be ended`
    : `processes ${left.join(', ')} could not be ended`;
}
