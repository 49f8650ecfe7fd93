import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Action } from './commands/command.js';
import { COMMAND_GROUPS } from './commands/command-groups.js';
import { EXIT_CODES } from './exit-codes.js';
import type { GlobalFlags } from './global-flags.js';

/** Runs what a command does, with the flags that any command may have. */
export type RunAction = (action: Action, flags: GlobalFlags) => Promise<void>;

/** Gives a command's options what the user has set for them. */
export type ApplyConfig = (program: Command, command: Command) => Promise<void>;

export interface ProgramChoices {
  /** The one command to load, where the words that were typed name it. @default all of them */
  readonly only?: string | undefined;
  /** @default none: options keep their own defaults */
  readonly applyConfig?: ApplyConfig | undefined;
}

/** The command line. Errors are thrown, never exited with. */
export async function createProgram(
  run: RunAction,
  { only, applyConfig = async () => {} }: ProgramChoices = {},
): Promise<Command> {
  const program = new Command('rbee-hive')
    .description('Install inference workers on this machine, list them, and start them.')
    .version(packageJson.version)
    .option('--json', 'print JSON, a line each: every event, then the result or the error')
    .option('--plain', 'print lines that are not redrawn, at a terminal too')
    .option('--quiet', 'print nothing but results and errors')
    .option('--no-daemon', 'do it in this process, even if a daemon runs')
    .option('--allow-unsigned', 'use a registry that is not signed; what is installed from it says so')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(rbee-hive --help lists the commands)');
  // The version needs none of them, and what reads this one is slow to load.
  if (only !== '') await addMirrorOption(program);
  program.hook('preAction', applyConfig);
  const runWithFlags = (action: Action) => {
    const mirrorTyped = ['mirror', 'allowUnsigned'].some(
      (name) => program.getOptionValueSource(name) === 'cli',
    );
    return run(action, { ...program.opts<GlobalFlags>(), mirrorTyped });
  };
  for (const [group, commands] of Object.entries(COMMAND_GROUPS)) {
    program.commandsGroup(group);
    const loads = only === undefined ? Object.values(commands) : [commands[only]];
    for (const load of loads) (await load?.())?.(program, runWithFlags);
  }
  program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
  return program.addHelpText('after', ['', 'Exit codes:', ...exitCodeLines()].join('\n'));
}

async function addMirrorOption(program: Command): Promise<void> {
  const { collectMirrors } = await import('./commands/options/option-parsers.js');
  program.option(
    '--mirror <from=to>',
    'ask for sources whose address begins with the first URL at the second, such as https://github.com/=https://mirror.example.org/github/',
    collectMirrors,
  );
}

/** What completes words, sets options of other commands, or prints all of them. */
const KNOWS_ALL: ReadonlySet<string> = new Set(['complete', 'config', 'man', 'help']);

/** The one command that these words run. `undefined` where all have to be known, as for a list or a suggestion. */
export function commandOf(words: readonly string[]): string | undefined {
  // The version needs none of them.
  if (isVersion(words)) return '';
  const name = words.find((word) => !word.startsWith('-')) ?? '';
  const isAlone =
    !KNOWS_ALL.has(name) && Object.values(COMMAND_GROUPS).some((group) => Object.hasOwn(group, name));
  return isAlone ? name : undefined;
}

/** Whether only the version is asked for. */
export function isVersion([first]: readonly string[]): boolean {
  return first === '--version' || first === '-V';
}

const ENDINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  ok: 'done',
  failure: 'failed; the message says why',
  usage: 'the command line is not valid',
  interrupted: 'stopped by Ctrl-C or another signal; nothing is left behind',
  unread: 'the output is no longer read',
};

function exitCodeLines(): string[] {
  return Object.entries(ENDINGS).map(
    ([name, meaning]) => `  ${String(EXIT_CODES[name as keyof typeof EXIT_CODES]).padEnd(3)}  ${meaning}`,
  );
}
