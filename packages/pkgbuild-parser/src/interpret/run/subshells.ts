import type { Statement } from 'unbash';
import { NOWHERE, type Place } from '../../problems/positions.js';
import { evalText } from '../builtins/eval.js';
import { takeSteps } from '../state/budget.js';
import {
  ExpansionRefused,
  FlowNotKnown,
  LineDropped,
  NotKnown,
  ShellExit,
  type Status,
} from '../state/outcomes.js';
import { spoilOutput, writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import { type Shell, subshellOf } from '../state/shell.js';
import { createSink } from '../state/sink.js';

/** What is done inside a subshell. */
type Inside = (inner: Shell) => void;

/** Runs commands in a copy of the shell; of what they do, only the status and the output remain. */
export function runSubshell(shell: Shell, statements: readonly Statement[]): void {
  const inner = copyOf(shell);
  runToEnd(inner, () => inner.interpreter.runStatements(inner, statements));
  shell.status = inner.status;
}

/** What a part of a pipeline or a substitution has printed. */
export interface Collected {
  readonly output: string;
  /** Why the output is not known. */
  readonly notKnown: NotKnown | undefined;
  readonly status: Status;
}

/** Runs commands in a copy of the shell on some input and returns what they print. */
export function collected(
  shell: Shell,
  { place, input }: { readonly place: Place; readonly input: string | undefined },
  run: Inside,
): Collected {
  const inner = copyOf(shell);
  const output = createSink();
  inner.output = output;
  inner.input = input;
  runToEnd(inner, run);
  takeSteps(shell, place, output.length >> 8);
  return { output: output.pieces.join(''), notKnown: output.notKnown, status: inner.status };
}

function copyOf(shell: Shell): Shell {
  const size = shell.scopes.reduce((sum, scope) => sum + scope.size, shell.functions.size);
  takeSteps(shell, { pos: 0, end: 0 }, 4 + (size >> 2));
  return subshellOf(shell);
}

/** What leaves a subshell leaves nothing else: where it is not known whether it does, its end is not known. */
function runToEnd(inner: Shell, run: Inside): void {
  runUntilExit(inner, run);
  const trap = inner.exitTrap;
  if (trap === undefined || trap === '') return;
  inner.exitTrap = undefined;
  const { status } = inner;
  if (status instanceof NotKnown) {
    spoilOutput(inner, status);
    return;
  }
  inner.ignoresFailures = false;
  runUntilExit(inner, (shell) => {
    evalText(shell, [trap], NOWHERE);
    shell.status = status;
  });
}

function runUntilExit(inner: Shell, run: Inside): void {
  try {
    run(inner);
  } catch (error) {
    if (error instanceof ExpansionRefused || error instanceof LineDropped) {
      inner.status = 1;
      writeError(inner, bashError(inner, error));
    } else if (error instanceof ShellExit) inner.status = error.status;
    else if (error instanceof FlowNotKnown) {
      inner.status = error.why;
      spoilOutput(inner, error.why);
    } else throw error;
  }
}

function bashError(shell: Shell, error: Error): NotKnown {
  return new NotKnown(`bash's error: ${error.message}`, placeOf(shell, NOWHERE));
}
