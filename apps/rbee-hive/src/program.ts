import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addPrune } from './commands/change/prune.js';
import { addRemove } from './commands/change/remove.js';
import { addRepair } from './commands/change/repair.js';
import { addRollback } from './commands/change/rollback.js';
import { addSelect } from './commands/change/select.js';
import type { Action, AddCommand } from './commands/command.js';
import { addExplain } from './commands/install/explain.js';
import { addInstall } from './commands/install/install.js';
import { addLock } from './commands/install/lock.js';
import { addUpgrade } from './commands/install/upgrade.js';
import { addAvailable } from './commands/look/available.js';
import { addHardware } from './commands/look/hardware.js';
import { addList } from './commands/look/list.js';
import { addOutdated } from './commands/look/outdated.js';
import { addSearch } from './commands/look/search.js';
import { addShow } from './commands/look/show.js';
import { addVerify } from './commands/look/verify.js';
import { addComplete, addCompletion } from './commands/machine/completion.js';
import { addConfig } from './commands/machine/config.js';
import { addDoctor } from './commands/machine/doctor.js';
import { addLicense } from './commands/machine/license.js';
import { addServe } from './commands/machine/serve.js';
import { addModel } from './commands/model/model.js';
import { collectMirrors } from './commands/options/option-parsers.js';
import { addLogs } from './commands/run/logs.js';
import { addPs } from './commands/run/ps.js';
import { addSettings } from './commands/run/settings.js';
import { addSpawn } from './commands/run/spawn.js';
import { addStop } from './commands/run/stop.js';
import { addChat } from './commands/talk/chat.js';
import { addImagine } from './commands/talk/imagine.js';
import { addKeys } from './commands/talk/keys.js';
import { addRun } from './commands/talk/run.js';
import { addTranscribe } from './commands/talk/transcribe.js';
import { EXIT_CODES } from './exit-codes.js';
import type { GlobalFlags } from './global-flags.js';

/** Runs what a command does, with the flags that any command may have. */
export type RunAction = (action: Action, flags: GlobalFlags) => Promise<void>;

const COMMANDS: readonly (readonly [group: string, commands: readonly AddCommand[]])[] = [
  ['Install:', [addInstall, addLock, addExplain, addUpgrade]],
  ['Look:', [addAvailable, addSearch, addList, addShow, addOutdated, addHardware, addVerify]],
  ['Change what is installed:', [addRemove, addRollback, addSelect, addPrune, addRepair]],
  ['Run:', [addSpawn, addPs, addStop, addLogs, addSettings]],
  ['Models:', [addModel]],
  ['Talk to models:', [addRun, addChat, addTranscribe, addImagine, addKeys]],
  ['Licences:', [addLicense]],
  ['The daemon, and this machine:', [addServe, addDoctor, addConfig, addCompletion, addComplete]],
];

/** Gives a command's options what the user has set for them. */
export type ApplyConfig = (program: Command, command: Command) => Promise<void>;

/**
 * The command line. Errors are thrown, never exited with.
 *
 * @param applyConfig @default none: options keep their own defaults
 */
export function createProgram(run: RunAction, applyConfig: ApplyConfig = async () => {}): Command {
  const program = new Command('rbee-hive')
    .description('Install inference workers on this machine, list them, and start them.')
    .version(packageJson.version)
    .option('--json', 'print JSON, a line each: every event, then the result or the error')
    .option('--plain', 'print lines that are not redrawn, at a terminal too')
    .option('--quiet', 'print nothing but results and errors')
    .option('--no-daemon', 'do it in this process, even if a daemon runs')
    .option(
      '--mirror <from=to>',
      'ask for sources whose address begins with the first URL at the second, such as https://github.com/=https://mirror.example.org/github/',
      collectMirrors,
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(rbee-hive --help lists the commands)');
  program.hook('preAction', applyConfig);
  const runWithFlags = (action: Action) => {
    const mirrorTyped = program.getOptionValueSource('mirror') === 'cli';
    return run(action, { ...program.opts<GlobalFlags>(), mirrorTyped });
  };
  for (const [group, commands] of COMMANDS) {
    program.commandsGroup(group);
    for (const add of commands) add(program, runWithFlags);
  }
  program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
  return program.addHelpText('after', ['', 'Exit codes:', ...exitCodeLines()].join('\n'));
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
