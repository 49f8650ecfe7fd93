import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addDaemonCommands } from './add-daemon-commands.js';
import { addInstallCommands } from './add-install-commands.js';
import { addLicenseCommands } from './add-license-commands.js';
import { addLookCommands } from './add-look-commands.js';
import { addProcessCommands } from './add-process-commands.js';
import { addVersionCommands } from './add-version-commands.js';
import type { CommandContext } from './context.js';
import { addHelp } from './help.js';
import type { OutputFlags } from './outputs/create-output.js';

/** What may be said with every command. */
export interface GlobalFlags extends OutputFlags {
  /** `false`: do without a daemon that runs. */
  readonly daemon?: boolean;
}

/** What a command does; it answers its result. */
export type Action = (context: CommandContext) => Promise<unknown>;

export type RunAction = (action: Action, flags: GlobalFlags) => Promise<void>;

/** Adds commands that do what they do through `run`. */
export type AddCommands = (program: Command, run: (action: Action) => Promise<void>) => void;

const COMMANDS: readonly (readonly [group: string, add: AddCommands])[] = [
  ['Install:', addInstallCommands],
  ['Look:', addLookCommands],
  ['Change what is installed:', addVersionCommands],
  ['Run:', addProcessCommands],
  ['Licences:', addLicenseCommands],
  ['The daemon, and this machine:', addDaemonCommands],
];

/** The command line. Errors are thrown, never exited with. What a command needs is loaded when it runs. */
export function createProgram(run: RunAction): Command {
  const program = new Command('rbee-hive')
    .description('Install inference workers on this machine, list them, and start them.')
    .version(packageJson.version)
    .option('--json', 'print JSON, a line each: every event, then the result or the error')
    .option('--plain', 'at a terminal, too, print lines that are not redrawn')
    .option('--quiet', 'print nothing but results and errors')
    .option('--no-daemon', 'do it in this process, even if a daemon runs')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(rbee-hive --help lists the commands)');
  const runWithFlags = (action: Action) => run(action, program.opts<GlobalFlags>());
  for (const [group, add] of COMMANDS) {
    program.commandsGroup(group);
    add(program, runWithFlags);
  }
  program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
  addHelp(program);
  return program;
}
