import type { Command } from 'unbash';
import { assign } from '../assign/assign.js';
import { declarationNames } from '../builtins/declare/declaration.js';
import { declareVariables } from '../builtins/declare/declarations.js';
import { fieldsOf } from '../expand/words.js';
import { takeSteps } from '../state/budget.js';
import { type Flow, NotKnown } from '../state/outcomes.js';
import { write } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { call } from './call-command.js';
import { withRedirections } from './redirected.js';
import { readRedirections } from './redirections.js';

/** Runs a simple command: assignments, a function, a builtin, or a program that is not run. */
export function runSimpleCommand(shell: Shell, command: Command): Flow | undefined {
  takeSteps(shell, command);
  shell.substitutionStatus = undefined;
  const { name } = command;
  if (name === undefined) return runAssignments(shell, command);
  if (declarationNames.has(name.text) && !shell.functions.has(name.text)) {
    shell.status = declareVariables(shell, name.text, command);
    return undefined;
  }
  const words = [name, ...command.args.filter((argument) => argument.type === 'Word')];
  const [called, ...args] = fieldsOf(shell, words);
  if (called === undefined) return runAssignments(shell, command);
  return withRedirections(shell, command.redirects, () => call(shell, { called, args, command }));
}

function runAssignments(shell: Shell, command: Command): Flow | undefined {
  if (command.redirects.length > 0) return readWholeFile(shell, command);
  let unknown: NotKnown | undefined;
  for (const prefix of command.prefix) {
    if (prefix.type !== 'Assignment') continue;
    const why = assign(shell, prefix);
    if (why !== undefined && leavesStatusOpen(shell, prefix.text)) unknown = why;
  }
  shell.status = unknown ?? shell.substitutionStatus ?? 0;
  return undefined;
}

/** The status is that of the last substitution, which may not have been evaluated. */
function leavesStatusOpen({ substitutionStatus }: Shell, text: string): boolean {
  const count = text.match(/\$\(|`[^`]*`/g)?.length ?? 0;
  return count > 1 || (count === 1 && substitutionStatus === undefined);
}

/** `$(< file)` */
function readWholeFile(shell: Shell, command: Command): undefined {
  const [redirection] = command.redirects;
  const isOnlyThat =
    command.redirects.length === 1 && command.prefix.length <= 1 && redirection?.type === 'Redirect';
  if (!isOnlyThat || redirection.operator !== '<' || shell.output === undefined) {
    throw new NotKnown('a redirection without a command', placeOf(shell, command));
  }
  write(shell, readRedirections(shell, [redirection]).input ?? '', command);
  shell.status = 0;
}
