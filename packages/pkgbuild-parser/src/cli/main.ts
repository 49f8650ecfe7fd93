import { vercmp } from '../index.js';
import { analyze } from './commands/analyze.js';
import { bump } from './commands/bump.js';
import { check } from './commands/check.js';
import { get } from './commands/get.js';
import { lint } from './commands/lint.js';
import { srcinfo } from './commands/srcinfo.js';
import { readArguments } from './read-arguments.js';
import { type Connections, OK, USAGE, type Use, WRONG_USE } from './use.js';

export type { Connections } from './use.js';

const COMMANDS = { analyze, bump, check, get, lint, srcinfo };

/**
 * Runs the program and returns its exit status: 0, 1 when a recipe is refused, not known or not current, 2 for wrong
 * use and files that cannot be read.
 */
export async function main(args: readonly string[], connections: Connections): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [command, ...operands] = positionals;
  if (values === undefined || command === undefined || values.help === true) {
    (values?.help === true ? connections.print : connections.complain)(USAGE);
    return values?.help === true ? OK : WRONG_USE;
  }
  const use: Use = { connections, values, operands };
  if (command === 'vercmp') return compare(use);
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command as keyof typeof COMMANDS] : undefined;
  if (run === undefined) {
    connections.complain(USAGE);
    return WRONG_USE;
  }
  try {
    return await run(use);
  } catch (error) {
    if (!isFileError(error)) throw error;
    connections.complain(`pkgbuild: ${error.message}\n`);
    return WRONG_USE;
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function compare({ connections, operands }: Use): number {
  const [first, second] = operands.filter((operand) => operand !== '--json');
  if (first === undefined || second === undefined) {
    connections.complain(USAGE);
    return WRONG_USE;
  }
  connections.print(`${vercmp(first, second)}\n`);
  return OK;
}
