import { completes } from './completion/completers.js';
import type { AddCommands } from './program.js';

/** The commands that only look. */
export const addLookCommands: AddCommands = (program, run) => {
  program
    .command('available')
    .description('list the workers of the registry and whether this machine can have them')
    .action(() => run(async (context) => (await import('./commands/available.js')).listAvailable(context)));
  program
    .command('search')
    .description('list the workers of the registry whose id, name or description has these words')
    .argument('<words...>', 'all of them have to occur')
    .action((words: string[]) =>
      run(async (context) => (await import('./commands/available.js')).search(words, context)),
    );
  program
    .command('list')
    .description('list the installed workers')
    .action(() => run(async (context) => (await import('./commands/list.js')).list(context)));
  program
    .command('show')
    .description('show all that is known of an installed worker')
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .action((worker: string) =>
      run(async (context) => (await import('./commands/show.js')).show(worker, context)),
    );
  program
    .command('outdated')
    .description('list the installed workers of which the registry has a newer version')
    .action(() => run(async (context) => (await import('./commands/outdated.js')).outdated(context)));
  program
    .command('hardware')
    .description("print what is known of this machine's hardware, as JSON")
    .action(() => run(async (context) => (await import('./commands/hardware.js')).hardware(context)));
  program
    .command('verify')
    .description('read the installed programs again and compare them with their records')
    .addArgument(completes('installed', '[worker]', 'id of an installed worker (default: all)'))
    .action((worker: string | undefined) =>
      run(async (context) => (await import('./commands/verify.js')).verify(worker, context)),
    );
};
