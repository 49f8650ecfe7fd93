import type { Command } from 'commander';
import type { CommandContext } from '../context.js';

/** What a command does. It resolves with its result, which `--json` prints. */
export type Action = (context: CommandContext) => Promise<unknown>;

/** Runs what a command does, with what the command line says for every command. */
export type Run = (action: Action) => Promise<void>;

/** Adds one command to the program; what is slow to load is loaded when the command runs. */
export type AddCommand = (program: Command, run: Run) => void;

/** What the help of a command says. */
export interface CommandHelp {
  readonly name: string;
  readonly description: string;
  /** What a person would type, without the program's name, and what that does. */
  readonly examples: readonly (readonly [line: string, effect: string])[];
}

/** A command with its help; options, arguments and the action are added by the caller. */
export function command(program: Command, { name, description, examples }: CommandHelp): Command {
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  const lines = examples.map(([line, effect]) => `  rbee-hive ${line.padEnd(width)}  ${effect}`);
  return program
    .command(name)
    .description(description)
    .showHelpAfterError(`(rbee-hive ${name} --help shows how to use it)`)
    .addHelpText('after', ['', 'Examples:', ...lines].join('\n'));
}
