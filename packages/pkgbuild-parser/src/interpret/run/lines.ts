import type { Statement } from 'unbash';
import { makeNotKnown, noteBranches } from '../effects/make-not-known.js';
import { type Flow, FlowNotKnown, LineDropped, NotKnown } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { runStatement } from './statements.js';

/**
 * Runs one statement after the other; an error that bash reports drops what is left of its line, which are
 * the statements joined by `;`. `last` becomes the last command that was evaluated.
 */
export function runLinesUpTo(
  shell: Shell,
  statements: readonly Statement[],
  last: { pos: number; end: number },
): Flow | undefined {
  let droppedUpTo = -1;
  let why: NotKnown | undefined;
  for (const statement of statements) {
    const { pos, end } = statement;
    if (droppedUpTo !== -1 && !holdsNewline(shell.source, droppedUpTo, pos)) {
      droppedUpTo = end;
      if (why !== undefined) makeNotKnown(shell, statement.command, why);
      continue;
    }
    droppedUpTo = -1;
    last.pos = pos;
    last.end = end;
    const flow = runOnLine(shell, statement);
    why = flow instanceof NotKnown ? flow : undefined;
    if (flow === 'dropped' || flow instanceof NotKnown) droppedUpTo = end;
    else if (flow !== undefined) return flow;
  }
  return undefined;
}

/** Says `dropped` when the rest of the line is not read, and why it is not known when it may or may not be. */
function runOnLine(shell: Shell, statement: Statement): Flow | 'dropped' | NotKnown | undefined {
  try {
    return runTopLevel(shell, statement);
  } catch (error) {
    if (error instanceof FlowNotKnown && error.reaches === 'line' && !shell.isSubshell) {
      shell.status = error.why;
      writeError(shell, error.why);
      makeNotKnown(shell, statement.command, error.why);
      return error.why;
    }
    if (error instanceof FlowNotKnown && error.reaches === 'loop') shell.status = error.why;
    else if (error instanceof LineDropped && !shell.isSubshell) {
      shell.status = 1;
      writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, statement)));
    } else throw error;
    return 'dropped';
  }
}

function runTopLevel(shell: Shell, statement: Statement): Flow | undefined {
  const { facts } = shell;
  if (facts.asked.size > 0 && shell.origin === undefined) facts.asked = new Set();
  const flow = runStatement(shell, statement);
  if (facts.asked.size > 0 && statement.command.type !== 'Command') noteBranches(shell, statement);
  return flow;
}

function holdsNewline(text: string, from: number, to: number): boolean {
  const newline = text.indexOf('\n', from);
  return newline !== -1 && newline < to;
}

/** See {@link Interpreter.runLines}. */
export function runLines(shell: Shell, statements: readonly Statement[]): Flow | undefined {
  return runLinesUpTo(shell, statements, { pos: 0, end: 0 });
}
