import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { parseOrigin } from '../options/option-parsers.js';

const ORIGIN = 'such as https://downloads.example.org';

export const addLicense: AddCommand = (program, run) => {
  const license = command(program, {
    name: 'license',
    local: true,
    description: 'say which origins may get your licence token',
    examples: [
      ['license trust https://downloads.example.org', 'it may get your licence token from now on'],
      ['license list', 'the origins that you trust'],
    ],
  }).helpCommand(false);
  const add = (name: string) => license.command(name).configureHelp({ showGlobalOptions: true });
  add('trust')
    .description('let an origin get your licence token')
    .argument('<origin>', ORIGIN, parseOrigin)
    .action((origin: string) => run((context) => trustOrigin(origin, context)));
  add('untrust')
    .description('no longer let an origin get your licence token')
    .argument('<origin>', ORIGIN, parseOrigin)
    .action((origin: string) => run((context) => untrustOrigin(origin, context)));
  add('list')
    .description('list the origins that you trust')
    .action(() => run(listTrusted));
};

interface TrustedOrigins {
  readonly origins: readonly string[];
}

/** Trusts an origin with the licence token. */
async function trustOrigin(origin: string, context: CommandContext): Promise<TrustedOrigins> {
  const { configDir, signal, tell, colors } = context;
  const { changeLicenseOrigins } = await loadOrigins();
  const origins = await changeLicenseOrigins(configDir, (before) => [...before, origin], signal);
  tell(`${colors.green('✓')} ${origin} may get your licence token.`);
  await tellDaemon(context);
  return { origins };
}

/** Takes the trust back. @throws CommandFailure `NOT_TRUSTED` */
async function untrustOrigin(origin: string, context: CommandContext): Promise<TrustedOrigins> {
  const { configDir, signal, tell, colors } = context;
  const { changeLicenseOrigins } = await loadOrigins();
  let wasTrusted = false;
  const without = (before: readonly string[]) => {
    wasTrusted = before.includes(origin);
    return before.filter((each) => each !== origin);
  };
  const origins = await changeLicenseOrigins(configDir, without, signal);
  if (!wasTrusted) throw notTrusted(origin, origins);
  tell(`${colors.green('✓')} You no longer trust ${origin} with your licence token.`);
  await tellDaemon(context);
  return { origins };
}

/** Prints the origins that the user trusts with the licence token. */
async function listTrusted({ configDir, print, tell }: CommandContext): Promise<TrustedOrigins> {
  const { readLicenseOrigins } = await loadOrigins();
  const origins = await readLicenseOrigins(configDir);
  if (origins.length === 0)
    tell(
      'You trust no origin with your licence token. Origins that the entries of your own registry name get it nevertheless.',
    );
  for (const origin of origins) print(printable(origin));
  return { origins };
}

function loadOrigins() {
  return import('../../catalog/license-origins.js');
}

async function tellDaemon({ findDaemon, tell, colors }: CommandContext): Promise<void> {
  const daemon = await findDaemon();
  if (daemon !== undefined)
    tell(colors.dim(`The hive daemon at ${daemon.url} uses it after a restart of rbee-hive serve.`));
}

function notTrusted(origin: string, origins: readonly string[]): CommandFailure {
  return new CommandFailure({
    code: 'NOT_TRUSTED',
    message: `${origin} is not among the origins that you trust.`,
    hint: origins.length === 0 ? 'You trust none.' : `You trust ${origins.map(printable).join(', ')}.`,
  });
}
