import type { ParsedScript } from 'unbash';
import type { ResolvedOptions } from '../options.js';
import type { Place } from '../problems/positions.js';
import { createShell } from './create-shell.js';
import { INTERPRETER } from './interpreter.js';
import { runLinesUpTo } from './run/lines.js';
import { FlowNotKnown, type NotKnown, ShellExit } from './state/outcomes.js';
import type { Shell } from './state/shell.js';
import { forgetEverything } from './state/variables/unset-variable.js';

/** What sourcing the file leaves behind. */
export interface Evaluation {
  readonly shell: Shell;
  /** The last command evaluated. */
  readonly last: Place;
  /** Set when `exit` or an error ended the shell. */
  readonly exit: ShellExit | undefined;
  /** Set when it is not known whether the rest of the file was read. */
  readonly stopped: NotKnown | undefined;
}

/** Evaluates a file as makepkg loads it: sourced inside a function. @throws LimitReached, SyntaxRefused */
export function evaluateFile(text: string, script: ParsedScript, options: ResolvedOptions): Evaluation {
  const shell = createShell(INTERPRETER, text, options);
  const last = { pos: 0, end: 0 };
  try {
    runLinesUpTo(shell, script.commands, last);
    return { shell, last, exit: undefined, stopped: undefined };
  } catch (error) {
    if (error instanceof ShellExit) return { shell, last, exit: error, stopped: undefined };
    if (!(error instanceof FlowNotKnown)) throw error;
    forgetEverything(shell, error.why);
    return { shell, last, exit: undefined, stopped: error.why };
  }
}
