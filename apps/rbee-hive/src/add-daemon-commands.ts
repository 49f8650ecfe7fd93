import { Argument, Option } from 'commander';
import type { ServeOptions } from './commands/serve.js';
import { SHELL_SCRIPTS, SHELLS, type Shell } from './completion/shell-scripts.js';
import { collect, parseHttpUrl, parsePortOrFree } from './option-parsers.js';
import type { AddCommands } from './program.js';

/** The daemon, the doctor, and the shell's completion. */
export const addDaemonCommands: AddCommands = (program, run) => {
  program
    .command('serve')
    .description('run the daemon with its web page, which other commands then work through, until Ctrl-C')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <number>', 'the port to listen on; 0 picks a free one', parsePortOrFree, 7835)
    .option(
      '--token-file <file>',
      'a file with the token that requests need (default: one is made; also: RBEE_HIVE_TOKEN)',
    )
    .option('--allow-host <name>', 'a further name it may be called by, such as hive.lan:7835', collect)
    .option(
      '--allow-private-addresses',
      'let requests install from URLs with private addresses, or whose names only the proxy resolves',
    )
    .option('--keep-processes', 'let workers go on when the daemon ends')
    .option('--queen-url <url>', 'where workers send their heartbeat', parseHttpUrl)
    .addOption(
      new Option('--log <form>', 'the form of the log on standard error')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action((options: ServeOptions) =>
      run(async (context) => (await import('./commands/serve.js')).serve(options, context)),
    );
  program
    .command('doctor')
    .description('look whether this machine can install and run workers, and say what to do where it cannot')
    .action(() => run(async (context) => (await import('./commands/doctor.js')).doctor(context)));
  program
    .command('completion')
    .description('print a script that lets a shell complete what is typed')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) =>
      run(async ({ print }) => {
        print(SHELL_SCRIPTS[shell].trimEnd());
        return { shell, script: SHELL_SCRIPTS[shell] };
      }),
    );
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) =>
      run(async (context) => (await import('./completion/complete.js')).complete(program, words, context)),
    );
};
