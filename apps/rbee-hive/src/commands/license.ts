import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { changeLicenseOrigins, readLicenseOrigins } from '../license-origins.js';
import { printable } from '../printable.js';

export interface TrustedOrigins {
  readonly origins: readonly string[];
}

/** Trusts an origin with the licence token. */
export async function trustOrigin(origin: string, context: CommandContext): Promise<TrustedOrigins> {
  const { configDir, signal, tell, colors } = context;
  const origins = await changeLicenseOrigins(configDir, (before) => [...before, origin], signal);
  tell(`${colors.green('✓')} ${origin} may get your licence token.`);
  await tellDaemon(context);
  return { origins };
}

/** Takes the trust back. @throws CommandFailure `NOT_TRUSTED` */
export async function untrustOrigin(origin: string, context: CommandContext): Promise<TrustedOrigins> {
  const { configDir, signal, tell, colors } = context;
  let wasTrusted = false;
  const without = (before: readonly string[]) => {
    wasTrusted = before.includes(origin);
    return before.filter((each) => each !== origin);
  };
  const origins = await changeLicenseOrigins(configDir, without, signal);
  if (!wasTrusted) throw notTrusted(origin, origins);
  tell(`${colors.green('✓')} ${origin} no longer gets your licence token by your word.`);
  await tellDaemon(context);
  return { origins };
}

/** Prints the origins that the user trusts with the licence token. */
export async function listTrusted({ configDir, print, tell }: CommandContext): Promise<TrustedOrigins> {
  const origins = await readLicenseOrigins(configDir);
  if (origins.length === 0)
    tell(
      'You trust no origin with your licence token. Those that the entries of your own registry name get it all the same.',
    );
  for (const origin of origins) print(printable(origin));
  return { origins };
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
