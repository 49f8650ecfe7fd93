import type { PruneFlags } from './commands/versions.js';
import { completes } from './completion/completers.js';
import { parseCount } from './option-parsers.js';
import type { AddCommands } from './program.js';

/** The commands that change what is installed without installing. */
export const addVersionCommands: AddCommands = (program, run) => {
  program
    .command('remove')
    .description('remove an installed worker and its files')
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .action((worker: string) =>
      run(async (context) => (await import('./commands/remove.js')).remove(worker, context)),
    );
  program
    .command('rollback')
    .description('make the next older installed version of a worker the current one')
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, without its version'))
    .action((worker: string) =>
      run(async (context) => (await import('./commands/versions.js')).rollback(worker, context)),
    );
  program
    .command('select')
    .description('make an installed version of a worker the current one')
    .addArgument(completes('installed', '<id>', 'full id of an installed worker, with its version'))
    .action((id: string) =>
      run(async (context) => (await import('./commands/versions.js')).select(id, context)),
    );
  program
    .command('prune')
    .description('remove old versions of every worker')
    .option('--keep <number>', 'how many versions of each worker stay', parseCount, 1)
    .option('--dry-run', 'say what would be removed, and do nothing')
    .action((flags: PruneFlags) =>
      run(async (context) => (await import('./commands/versions.js')).prune(flags, context)),
    );
  program
    .command('repair')
    .description('remove what installations that died left behind')
    .action(() => run(async (context) => (await import('./commands/versions.js')).repair(context)));
};
