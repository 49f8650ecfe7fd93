import { isWorkerCatalogFailure } from '@rbee/worker-catalog';
import { type Command, CommanderError } from 'commander';
import pc from 'picocolors';
import type { CommandContext } from './context.js';
import { CommandFailure } from './errors.js';
import { EXIT_CODES } from './exit-codes.js';
import { openCatalog } from './open-catalog.js';

/** Ctrl-C, a polite kill, and the terminal going away. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs one command line to its end, whatever that is, and answers the exit code. */
export async function runToExitCode(
  createProgram: (context: CommandContext) => Command,
  args: readonly string[],
): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (name: NodeJS.Signals) => interruption.abort(new Interrupted(name));
  for (const name of STOP_SIGNALS) process.on(name, interrupt);
  const { signal } = interruption;
  const context: CommandContext = {
    signal,
    openCatalog: (options) => openCatalog({ env: process.env, signal, ...options }),
    print: (line) => process.stdout.write(`${line}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
    colors: pc.createColors(process.stderr.isTTY && !process.env.NO_COLOR),
    env: process.env,
  };
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return EXIT_CODES.ok;
  } catch (error) {
    return explain(error, context);
  } finally {
    for (const name of STOP_SIGNALS) process.off(name, interrupt);
  }
}

class Interrupted extends Error {
  constructor(signalName: NodeJS.Signals) {
    super(`Stopped by ${signalName}; nothing was left behind.`);
  }
}

function explain(error: unknown, { tell, colors }: CommandContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  if (error instanceof Interrupted) {
    tell(error.message);
    return EXIT_CODES.interrupted;
  }
  if (isWorkerCatalogFailure(error) || error instanceof CommandFailure) {
    tell(`${colors.red('error')} ${colors.dim(error.code)} ${error.message}`);
    if (error.hint !== undefined) tell(`${colors.cyan('hint')} ${error.hint}`);
    return EXIT_CODES.failure;
  }
  tell(`${colors.red('error')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return EXIT_CODES.failure;
}
