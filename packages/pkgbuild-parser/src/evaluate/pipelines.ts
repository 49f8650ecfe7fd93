import type { CommandNode, Pipeline } from 'unbash';
import { ExpansionRefused, type Flow, NotKnown, ShellExit, type Status } from './outcomes.js';
import { type Shell, write } from './shell.js';
import { collected } from './subshells.js';

/**
 * Runs the commands of a pipeline one after the other, each in a subshell on what the one before has printed.
 * @throws NotKnown
 */
export function evaluatePipes(
  shell: Shell,
  node: Pipeline,
  run: (shell: Shell, command: CommandNode) => Flow | undefined,
): void {
  let { input } = shell;
  let failed: Status = 0;
  for (const [index, command] of node.commands.entries()) {
    const isLast = index === node.commands.length - 1;
    const joinsErrors = node.operators[index] === '|&';
    const result = collected(shell, { place: command, input }, (inner) => {
      if (joinsErrors) inner.errors = inner.output;
      return runPart(inner, command, run);
    });
    if (result.notKnown !== undefined) throw result.notKnown;
    if (result.status !== 0) failed = result.status;
    if (isLast) {
      shell.status = shell.settings.flags.has('pipefail') ? failed : result.status;
      write(shell, result.output, node);
      if (shell.status instanceof NotKnown) throw shell.status;
    }
    input = result.output;
  }
}

/** A simple command that an error ends has another status than a group. */
function runPart(
  inner: Shell,
  command: CommandNode,
  run: (shell: Shell, command: CommandNode) => Flow | undefined,
): Flow | undefined {
  try {
    return run(inner, command);
  } catch (error) {
    if (!(error instanceof ExpansionRefused) || command.type !== 'Command') throw error;
    throw new ShellExit(error.status, error.place);
  }
}
