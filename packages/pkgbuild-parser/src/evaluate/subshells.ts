import type { Place } from '../positions.js';
import {
  ExpansionRefused,
  type Flow,
  FlowNotKnown,
  LineDropped,
  NotKnown,
  ShellExit,
  type Status,
} from './outcomes.js';
import { evalText } from './run-text.js';
import {
  createSink,
  placeOf,
  type Shell,
  type SubstitutionKind,
  type SubstitutionPart,
  spoilOutput,
  subshellOf,
  takeSteps,
  writeError,
} from './shell.js';

type Run = (shell: Shell) => Flow | undefined;

/** Runs commands in a copy of the shell; of what they do, only the status and the output remain. */
export function runSubshell(shell: Shell, run: Run): void {
  const inner = copyOf(shell);
  runToEnd(inner, run);
  shell.status = inner.status;
}

/** What the commands of a substitution print. @throws NotKnown */
export function outputOf(
  shell: Shell,
  part: SubstitutionPart,
  { run, kind }: { readonly run: Run; readonly kind: SubstitutionKind },
): string {
  const result = collected(shell, { place: part, input: shell.input }, (inner) => {
    if (kind === 'command') inner.settings.flags.delete('e');
    return run(inner);
  });
  shell.substitutionStatus = result.status;
  shell.status = result.status;
  if (result.notKnown !== undefined) throw result.notKnown;
  const output = result.output.replaceAll('\0', '');
  return kind === 'process' ? output : withoutTrailingNewlines(output);
}

/** What a part of a pipeline or a substitution has printed. */
export interface Collected {
  readonly output: string;
  /** Why the output is not known. */
  readonly notKnown: NotKnown | undefined;
  readonly status: Status;
}

/** Runs commands in a copy of the shell on some input, and answers what they print. */
export function collected(
  shell: Shell,
  { place, input }: { readonly place: Place; readonly input: string | undefined },
  run: Run,
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
function runToEnd(inner: Shell, run: Run): void {
  runUntilExit(inner, run);
  const trap = inner.exitTrap;
  if (trap === undefined || trap === '') return;
  inner.exitTrap = undefined;
  const { status } = inner;
  if (status instanceof NotKnown) {
    spoilOutput(inner, status);
    return;
  }
  runUntilExit(inner, (shell) => {
    evalText(shell, [trap], NOWHERE);
    shell.status = status;
    return undefined;
  });
}

const NOWHERE: Place = { pos: 0, end: 0 };

function runUntilExit(inner: Shell, run: Run): void {
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

function withoutTrailingNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
