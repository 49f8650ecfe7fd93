import type { Redirection } from 'unbash';
import { NOWHERE } from '../../problems/positions.js';
import { ExpansionRefused, LineDropped, NotKnown, ShellExit } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { readRedirections } from './redirections.js';

/** Runs it with its output and input redirected. @throws NotKnown when a file is involved that is not known */
export function withRedirections<T>(shell: Shell, redirections: readonly Redirection[], run: () => T): T {
  if (redirections.length === 0) return run();
  const { output, errors, input } = readRedirections(shell, redirections);
  const outer = { output: shell.output, errors: shell.errors, input: shell.input };
  Object.assign(shell, { output, errors });
  if (input !== undefined) shell.input = input;
  if (shell.settings.flags.has('x')) writeError(shell, new NotKnown('`set -x`', placeOf(shell, NOWHERE)));
  try {
    return run();
  } catch (error) {
    if (error instanceof ShellExit && shell.exitTrap !== undefined) {
      const why = new NotKnown('the output of `trap`', placeOf(shell, NOWHERE));
      for (const sink of [outer.output, outer.errors]) if (sink !== undefined) sink.notKnown ??= why;
    }
    if (error instanceof LineDropped || error instanceof ExpansionRefused) {
      writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, NOWHERE)));
    }
    throw error;
  } finally {
    shell.output = outer.output;
    shell.errors = outer.errors;
    if (input !== undefined) shell.input = outer.input;
  }
}
