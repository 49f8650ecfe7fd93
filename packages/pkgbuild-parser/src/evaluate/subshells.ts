import type { Flow } from './outcomes.js';
import { LineDropped, NotKnown, ShellExit } from './outcomes.js';
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

/** What commands print, without the newlines at the end. @throws NotKnown */
export function outputOf(shell: Shell, part: SubstitutionPart, run: Run): string {
  const inner = copyOf(shell);
  const output: string[] = [];
  inner.output = output;
  inner.outputLength = 0;
  inner.outputNotKnown = undefined;
  runToEnd(inner, run);
  shell.substitutionStatus = inner.status;
  if (inner.outputNotKnown !== undefined) throw inner.outputNotKnown;
  takeSteps(shell, part, inner.outputLength >> 10);
  return withoutTrailingNewlines(output.join('').replaceAll('\0', ''));
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
    if (error instanceof ShellExit) inner.status = error.status;
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
