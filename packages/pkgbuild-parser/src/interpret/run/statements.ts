import type { Statement } from 'unbash';
import type { Flow } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';

/** See {@link Interpreter.runStatements}. */
export function runStatements(shell: Shell, statements: readonly Statement[]): Flow | undefined {
  for (const statement of statements) {
    const flow = runStatement(shell, statement);
    if (flow !== undefined) return flow;
  }
  return undefined;
}

/** Runs one statement; what goes on in the background changes nothing here. */
export function runStatement(shell: Shell, { command, background }: Statement): Flow | undefined {
  if (background !== true) return shell.interpreter.runCommand(shell, command);
  shell.status = 0;
  return undefined;
}
