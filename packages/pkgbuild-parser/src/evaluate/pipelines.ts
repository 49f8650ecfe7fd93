import type { CommandNode, Pipeline } from 'unbash';
import { ExpansionRefused, type Flow, NotKnown, ShellExit } from './outcomes.js';
import { placeOf, type Shell, write } from './shell.js';
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
  if (node.operators.includes('|&')) throw new NotKnown('a pipe of standard error', placeOf(shell, node));
  let { input } = shell;
  for (const [index, command] of node.commands.entries()) {
    const isLast = index === node.commands.length - 1;
    const result = collected(shell, { place: command, input }, (inner) => runPart(inner, command, run));
    if (result.outputNotKnown !== undefined) throw result.outputNotKnown;
    if (isLast) {
      shell.status = result.status;
      if (result.status instanceof NotKnown) throw result.status;
      write(shell, result.output, node);
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
