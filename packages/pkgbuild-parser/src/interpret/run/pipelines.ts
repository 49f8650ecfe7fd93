import type { CommandNode, Pipeline } from 'unbash';
import { ExpansionRefused, type Flow, NotKnown, ShellExit, type Status } from '../state/outcomes.js';
import { write } from '../state/output.js';
import type { Shell } from '../state/shell.js';
import { asking } from './asking.js';
import { collected } from './subshells.js';

/** A single command, or several of which each reads what the one before it prints; `!` turns the status over. */
export function runPipeline(shell: Shell, node: Pipeline): Flow | undefined {
  const [first] = node.commands;
  const run = () => {
    if (node.commands.length > 1) runParts(shell, node);
    return node.commands.length > 1 || first === undefined
      ? undefined
      : shell.interpreter.runCommand(shell, first);
  };
  if (!isNegated(node)) return run();
  const { ignoresInSubstitutions } = shell;
  const flow = asking(shell, run, () => {
    shell.ignoresInSubstitutions = ignoresInSubstitutions;
  });
  if (flow === undefined && typeof shell.status === 'number') shell.status = shell.status === 0 ? 1 : 0;
  return flow;
}

/** Whether an odd number of `!` stands before it. */
export function isNegated({ prefixes }: Pipeline): boolean {
  return prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
}

/**
 * Runs the commands of a pipeline one after the other, each in a subshell on what the one before has printed.
 * @throws NotKnown
 */
function runParts(shell: Shell, node: Pipeline): void {
  let { input } = shell;
  let failed: Status = 0;
  for (const [index, command] of node.commands.entries()) {
    const isLast = index === node.commands.length - 1;
    const joinsErrors = node.operators[index] === '|&';
    const result = collected(shell, { place: command, input }, (inner) => {
      if (joinsErrors) inner.errors = inner.output;
      return runPart(inner, command);
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
function runPart(inner: Shell, command: CommandNode): Flow | undefined {
  try {
    return inner.interpreter.runCommand(inner, command);
  } catch (error) {
    if (!(error instanceof ExpansionRefused) || command.type !== 'Command') throw error;
    throw new ShellExit(error.status, error.place);
  }
}
