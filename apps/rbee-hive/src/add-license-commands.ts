import type { Command } from 'commander';
import { parseOrigin } from './option-parsers.js';
import type { AddCommands } from './program.js';

const ORIGIN = 'such as https://downloads.example.org';

/** Who may get the licence token. */
export const addLicenseCommands: AddCommands = (program, run) => {
  const license = program
    .command('license')
    .description('say which origins may get your licence token')
    .helpCommand(false);
  const add = (command: Command) => command.configureHelp({ showGlobalOptions: true });
  add(
    license
      .command('trust')
      .description('let an origin get your licence token')
      .argument('<origin>', ORIGIN, parseOrigin)
      .action((origin: string) =>
        run(async (context) => (await import('./commands/license.js')).trustOrigin(origin, context)),
      ),
  );
  add(
    license
      .command('untrust')
      .description('no longer let an origin get your licence token')
      .argument('<origin>', ORIGIN, parseOrigin)
      .action((origin: string) =>
        run(async (context) => (await import('./commands/license.js')).untrustOrigin(origin, context)),
      ),
  );
  add(
    license
      .command('list')
      .description('list the origins that you trust')
      .action(() => run(async (context) => (await import('./commands/license.js')).listTrusted(context))),
  );
};
