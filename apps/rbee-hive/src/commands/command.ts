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
  /** Whether it makes sense on this machine only, not with the hive of another one. @default false */
  readonly local?: boolean;
}

const LOCAL = new WeakSet<Command>();

/** Whether a command, or the one that it belongs to, works on this machine only. */
export function isLocal(command: Command): boolean {
  return LOCAL.has(command) || (command.parent !== null && isLocal(command.parent));
}

/** A command with its help; options, arguments and the action are added by the caller. */
export function command(program: Command, help: CommandHelp): Command {
  const { name, description, examples, local = false } = help;
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  const lines = examples.map(([line, effect]) => `  rbee-hive ${line.padEnd(width)}  ${effect}`);
  const added = program
    .command(name)
    .description(description)
    .showHelpAfterError(`(rbee-hive ${name} --help shows how to use it)`)
    .addHelpText('after', ['', 'Examples:', ...lines].join('\n'));
  if (!local) return added;
  LOCAL.add(added);
  return added.addHelpText('after', '\nIt works on this machine only, not with --hive.');
}
