import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addRegistry: AddCommand = (program, run) => {
  const registry = command(program, {
    name: 'registry',
    description: 'say whose signatures count for a worker registry',
    examples: [
      [
        'registry trust root.json --url https://workers.example.org',
        'take from there only what this root, or one that it signed, vouches for',
      ],
      ['registry list', 'the registries whose signatures are verified'],
    ],
  }).helpCommand(false);
  const add = (name: string) => registry.command(name).configureHelp({ showGlobalOptions: true });
  add('trust')
    .description("trust a registry's root metadata")
    .argument('<root>', 'its root.json, from who runs it')
    .option('--url <url>', "the registry's base URL (default: WORKER_CATALOG_URL)")
    .action((file: string, { url }: { readonly url?: string }) =>
      run((context) => trust(file, url, context)),
    );
  add('untrust')
    .description('forget the root of a registry')
    .argument('<url>', "the registry's base URL")
    .action((url: string) => run((context) => untrust(url, context)));
  add('list')
    .description('list the registries whose signatures are verified')
    .action(() => run(list));
};

interface TrustedRegistry {
  readonly url: string;
  readonly rootVersion: number;
  readonly expires: string;
}

/** @throws CommandFailure `REGISTRY_ROOTS_UNUSABLE` */
async function trust(
  file: string,
  given: string | undefined,
  context: CommandContext,
): Promise<TrustedRegistry> {
  const { configDir, signal, tell, colors, env } = context;
  const { changeTrustedRoots, readRootFile } = await loadRoots();
  const url = registryUrl(given ?? env.WORKER_CATALOG_URL);
  const { text, version, expires } = await readRootFile(file);
  await changeTrustedRoots(configDir, (before) => ({ ...before, [url]: text }), signal);
  tell(`${colors.green('✓')} What ${url} has counts from now on as far as it is signed.`);
  await tellDaemon(context);
  return { url, rootVersion: version, expires };
}

/** @throws CommandFailure `NOT_TRUSTED` */
async function untrust(given: string, context: CommandContext): Promise<{ readonly url: string }> {
  const { configDir, signal, tell, colors } = context;
  const { changeTrustedRoots } = await loadRoots();
  const url = registryUrl(given);
  let wasTrusted = false;
  await changeTrustedRoots(
    configDir,
    (before) => {
      wasTrusted = Object.hasOwn(before, url);
      return Object.fromEntries(Object.entries(before).filter(([each]) => each !== url));
    },
    signal,
  );
  if (!wasTrusted)
    throw new CommandFailure({
      code: 'NOT_TRUSTED',
      message: `No root is trusted for ${printable(url)}.`,
      hint: 'rbee-hive registry list shows for which there is one.',
    });
  tell(`${colors.green('✓')} The signatures of ${url} are no longer verified.`);
  await tellDaemon(context);
  return { url };
}

async function list({ configDir, print, tell }: CommandContext): Promise<readonly TrustedRegistry[]> {
  const { readTrustedRoots, rootFacts } = await loadRoots();
  const trusted = Object.entries(await readTrustedRoots(configDir)).map(([url, text]) => {
    const { version, expires } = rootFacts(text);
    return { url, rootVersion: version, expires };
  });
  if (trusted.length === 0) tell('No root of a registry is trusted.');
  for (const { url, rootVersion } of trusted) print(`${printable(url)}  root ${rootVersion}`);
  return trusted;
}

function registryUrl(given: string | undefined): string {
  if (given !== undefined && URL.canParse(given) && /^https?:$/.test(new URL(given).protocol))
    return given.replace(/\/+$/, '');
  throw new CommandFailure({
    code: 'REGISTRY_ROOTS_UNUSABLE',
    message: `${JSON.stringify(given ?? '')} is not the base URL of a registry.`,
    hint: 'Pass --url, such as --url https://workers.example.org, or set WORKER_CATALOG_URL.',
  });
}

function loadRoots() {
  return import('../../catalog/trusted-roots.js');
}

async function tellDaemon({ findDaemon, tell, colors }: CommandContext): Promise<void> {
  const daemon = await findDaemon();
  if (daemon !== undefined)
    tell(colors.dim(`The hive daemon at ${daemon.url} knows it after a restart of rbee-hive serve.`));
}
