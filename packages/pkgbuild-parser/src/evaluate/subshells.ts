import type { Place } from '../positions.js';
import { ExpansionRefused, type Flow, LineDropped, NotKnown, ShellExit, type Status } from './outcomes.js';
import { placeOf, type Shell, type SubstitutionPart, subshellOf, takeSteps } from './shell.js';

type Run = (shell: Shell) => Flow | undefined;

/** Runs commands in a copy of the shell; of what they do, only the status and the output remain. */
export function runSubshell(shell: Shell, run: Run): void {
  const inner = copyOf(shell);
  runToEnd(inner, run);
  shell.status = inner.status;
  shell.outputNotKnown ??= inner.outputNotKnown;
  shell.outputLength = inner.outputLength;
}

/** What commands print, without the newlines at the end unless `whole`. @throws NotKnown */
export function outputOf(
  shell: Shell,
  part: SubstitutionPart,
  { run, whole }: { readonly run: Run; readonly whole: boolean },
): string {
  const result = collected(shell, { place: part, input: shell.input }, run);
  shell.substitutionStatus = result.status;
  shell.status = result.status;
  if (result.outputNotKnown !== undefined) throw result.outputNotKnown;
  const output = result.output.replaceAll('\0', '');
  return whole ? output : withoutTrailingNewlines(output);
}

/** Runs commands in a copy of the shell on some input, and answers what they print. */
export function collected(
  shell: Shell,
  { place, input }: { readonly place: Place; readonly input: string | undefined },
  run: Run,
): { readonly output: string; readonly outputNotKnown: NotKnown | undefined; readonly status: Status } {
  const inner = copyOf(shell);
  const output: string[] = [];
  inner.output = output;
  inner.outputLength = 0;
  inner.outputNotKnown = undefined;
  inner.input = input;
  runToEnd(inner, run);
  takeSteps(shell, place, inner.outputLength >> 10);
  return { output: output.join(''), outputNotKnown: inner.outputNotKnown, status: inner.status };
}

function copyOf(shell: Shell): Shell {
  const size = shell.scopes.reduce((sum, scope) => sum + scope.size, shell.functions.size);
  takeSteps(shell, { pos: 0, end: 0 }, 1 + (size >> 4));
  return subshellOf(shell);
}

function runToEnd(inner: Shell, run: Run): void {
  try {
    run(inner);
  } catch (error) {
    if (error instanceof ExpansionRefused) inner.status = 1;
    else if (error instanceof ShellExit) inner.status = error.status;
    else if (error instanceof LineDropped)
      throw new NotKnown(`bash's error: ${error.message}`, placeOf(inner, { pos: 0, end: 0 }));
    else throw error;
  }
}

function withoutTrailingNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
