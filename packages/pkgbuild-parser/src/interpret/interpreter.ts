import { evaluateExpression } from './arithmetic/expression.js';
import { segmentsOf } from './expand/word-segments.js';
import { runLines } from './run/lines.js';
import { runCommand } from './run/run-command.js';
import { runStatements } from './run/statements.js';
import { outputOf } from './run/substitution.js';
import type { Interpreter } from './state/shell.js';

/** How every shell evaluates: see {@link Interpreter}. */
export const INTERPRETER: Interpreter = {
  runCommand,
  runStatements,
  runLines,
  segmentsOf,
  evaluateExpression,
  outputOf,
};
