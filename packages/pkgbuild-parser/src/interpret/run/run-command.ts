import { tryArithmetic } from '../arithmetic/arithmetic.js';
import { declarationNames } from '../builtins/declare/declaration.js';
import { makeNotKnown } from '../effects/make-not-known.js';
import { doubleQuotedText } from '../expand/word-segments.js';
import { nested, takeSteps } from '../state/budget.js';
import { type Flow, FlowNotKnown, LineDropped, NotKnown, ShellExit } from '../state/outcomes.js';
import { spoilOutput } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { CommandTree, Shell } from '../state/shell.js';
import { evaluateTest } from '../tests/condition.js';
import { runAndOr, runCase, runIf } from './branches.js';
import { defineFunction } from './functions.js';
import { runArithmeticFor, runFor, runWhile } from './loops.js';
import { isNegated, runPipeline } from './pipelines.js';
import { withRedirections } from './redirected.js';
import { runSimpleCommand } from './simple-command.js';
import { runStatements } from './statements.js';
import { runSubshell } from './subshells.js';

/** See {@link Interpreter.runCommand}. */
export function runCommand(shell: Shell, node: CommandTree): Flow | undefined {
  let flow: Flow | undefined;
  try {
    flow = nested(shell, node, () => runKnown(shell, node));
  } catch (error) {
    if (error instanceof LineDropped && shell.ignoresFailures && COUNTED.has(node.type))
      shell.ignoresInSubstitutions = true;
    if (!(error instanceof NotKnown)) throw error;
    shell.status = error;
    if (mayWrite(node)) spoilOutput(shell, error);
    makeNotKnown(shell, node, error);
  }
  if (flow === undefined && shell.settings.flags.has('e')) endAtFailure(shell, node);
  return flow;
}

/** Those after whose error bash does not stop ignoring the status of what a substitution runs. */
const COUNTED: ReadonlySet<string> = new Set(['Command', 'TestCommand']);

/** Under `set -e` a command that fails ends the shell, unless something asks for its status. */
function endAtFailure(shell: Shell, node: CommandTree): void {
  if (shell.ignoresFailures || shell.status === 0 || !endsShell(node)) return;
  if (shell.status instanceof NotKnown) throw new FlowNotKnown('shell', shell.status);
  throw new ShellExit(shell.status, placeOf(shell, node));
}

/** What is put together of other commands has let each of them end the shell already. */
function endsShell(node: CommandTree): boolean {
  switch (node.type) {
    case 'Command':
    case 'Subshell':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return true;
    case 'Pipeline':
      return node.commands.length > 1 && !isNegated(node);
    default:
      return false;
  }
}

function runKnown(shell: Shell, node: CommandTree): Flow | undefined {
  takeSteps(shell, node);
  switch (node.type) {
    case 'Command':
      return runSimpleCommand(shell, node);
    case 'AndOr':
      return runAndOr(shell, node);
    case 'Pipeline':
      return runPipeline(shell, node);
    case 'If':
      return runIf(shell, node);
    case 'For':
      return runFor(shell, node);
    case 'While':
      return runWhile(shell, node);
    case 'Case':
      return runCase(shell, node);
    case 'BraceGroup':
      return runStatements(shell, node.body.commands);
    case 'Subshell':
      runSubshell(shell, node.body.commands);
      return undefined;
    case 'TestCommand':
      shell.status = evaluateTest(shell, node.expression) ? 0 : 1;
      return undefined;
    case 'ArithmeticCommand':
      shell.status = tryArithmetic(shell, doubleQuotedText(shell, node.body, node), node) ? 0 : 1;
      return undefined;
    case 'Function':
      defineFunction(shell, node);
      return undefined;
    case 'Redirected':
      return withRedirections(shell, node.redirects, () => runCommand(shell, node.command));
    case 'ArithmeticFor':
      return runArithmeticFor(shell, node);
    case 'Select':
    case 'Coproc':
      throw new NotKnown(`a \`${node.type.toLowerCase()}\` command`, placeOf(shell, node));
  }
}

function mayWrite(node: CommandTree): boolean {
  if (node.type !== 'Command') return true;
  return node.name !== undefined && !declarationNames.has(node.name.text);
}
