import type { Command } from 'commander';
import { type CheckFlags, checkFolder } from '../check/check-folder.js';
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
    .option('--json', 'print JSON', false)
    .action(async (flags: CheckFlags) => {
      const { env } = process;
      if (!(await checkFolder(flags, env))) process.exitCode = 1;
    });
}
