import { type Command, Option } from 'commander';
import { type CheckFlags, checkFolder } from '../check/check-folder.js';
import { listenForSignals } from '../serve/server-signals.js';
import { workersOption } from './settings.js';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('report what is wrong with the workers of a folder; exits with 1 when one is refused')
    .addOption(workersOption())
    .option(
      '--probe',
      'also request every http and https source, through http_proxy and https_proxy, to see that it exists',
      false,
    )
    .option(
      '--install [ids...]',
      'also install these, or all that this machine can have, into a catalog that is removed afterwards, start them, and write into worker.json how far each went',
    )
    .option('--with <program>', 'what installs them', 'rbee-hive')
    .addOption(
      new Option('--by <who>', 'who tries them, as recorded in worker.json')
        .choices(['hand', 'ci'])
        .default(process.env.CI ? 'ci' : 'hand', 'ci where the variable CI is set, else hand'),
    )
    .option('--json', 'print JSON', false)
    .action(async (flags: CheckFlags) => {
      const signal = flags.install === undefined ? undefined : listenForSignals().stopping;
      if (!(await checkFolder(flags, process.env, signal))) process.exitCode = 1;
    });
}
