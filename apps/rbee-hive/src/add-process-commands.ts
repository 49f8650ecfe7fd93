import { Option } from 'commander';
import type { SpawnOptions } from './commands/spawn.js';
import { completes } from './completion/completers.js';
import { parseCount, parseHttpUrl, parsePort, parseSeconds } from './option-parsers.js';
import type { AddCommands } from './program.js';

type SpawnFlags = Omit<SpawnOptions, 'args'>;

/** The commands about workers that run. */
export const addProcessCommands: AddCommands = (program, run) => {
  program
    .command('spawn')
    .description(
      'start an installed worker and wait until it is healthy; with a daemon it goes on, else it runs until Ctrl-C',
    )
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .argument('[args...]', 'further arguments of the worker, after --')
    .option('--port <number>', 'port it listens on (default: a free one)', parsePort)
    .option('--queen-url <url>', 'where it sends its heartbeat', parseHttpUrl)
    .option('--ready-timeout <seconds>', 'how long it may take to become healthy', parseSeconds, 60)
    .option('--attach', 'with a daemon: show what it prints until it ends')
    .addOption(
      new Option('--restart <policy>', 'with a daemon: what happens when it ends by itself').choices([
        'never',
        'on-failure',
      ]),
    )
    .action((worker: string, args: string[], flags: SpawnFlags) =>
      run(async (context) =>
        (await import('./commands/spawn.js')).spawn(worker, { ...flags, args }, context),
      ),
    );
  program
    .command('ps')
    .description('list the workers that the daemon runs')
    .option('--all', 'also those that have ended')
    .action((flags: { all?: boolean }) =>
      run(async (context) => (await import('./commands/processes.js')).ps(flags, context)),
    );
  program
    .command('stop')
    .description('stop a worker that the daemon runs')
    .addArgument(completes('process', '<worker>', 'id of a process, or of a worker with one process'))
    .action((name: string) =>
      run(async (context) => (await import('./commands/processes.js')).stop(name, context)),
    );
  program
    .command('logs')
    .description('show what a worker printed that the daemon runs or ran')
    .addArgument(completes('process', '<worker>', 'id of a process, or of a worker: its newest process'))
    .option('-f, --follow', 'go on until it ends')
    .option('-n, --lines <number>', 'how many lines, at most 10000', parseCount, 200)
    .action((name: string, flags: { follow?: boolean; lines: number }) =>
      run(async (context) => (await import('./commands/processes.js')).logs(name, flags, context)),
    );
};
