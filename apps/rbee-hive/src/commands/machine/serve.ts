import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import type { OpenFleet, RunningDaemon } from 'rbee-hive-daemon';
import { WorkerSpawn } from 'rbee-hive-daemon/api';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CommandContext } from '../../context.js';
import { pageFolder } from '../../daemon/page-folder.js';
import { openPage } from '../../daemon/page-link.js';
import { EXIT_CODES } from '../../exit-codes.js';
import { STOP_SIGNALS } from '../../interruption.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption } from '../options/field-option.js';
import { addGatewayOptions, takeGatewayOptions } from '../options/gateway-options.js';
import { collect, parseHttpUrl, parsePortOrFree } from '../options/option-parsers.js';

export const addServe: AddCommand = (program, run) => {
  const serveCommand = command(program, {
    name: 'serve',
    description: 'run the daemon with its web page, which other commands then use, until Ctrl-C',
    examples: [
      ['serve', 'for this machine alone; it prints a link to its page'],
      ['serve --host 0.0.0.0 --allow-host hive.lan:7835', 'for other machines too'],
      ['serve --keep-alive 30m --loaded-models 2', 'models stay loaded for longer, two at once'],
    ],
  })
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
    .option('--open', 'open the page in your browser')
    .option('--keep-processes', 'let workers go on when the daemon ends')
    .addOption(fieldOption('--queen-url <url>', WorkerSpawn.shape.queenUrl, parseHttpUrl))
    .addOption(
      new Option('--log <form>', 'the form of the log on standard error')
        .choices(['text', 'json'])
        .default('text'),
    );
  addGatewayOptions(serveCommand).action((options: ServeOptions) =>
    run((context) => serve(options, context)),
  );
};

/** A signal within this time after the first is no second one. */
const SAME_SIGNAL_MS = 500;

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly tokenFile?: string;
  /** Further names that it may be called by. */
  readonly allowHost?: readonly string[];
  readonly allowPrivateAddresses?: boolean;
  readonly keepProcesses?: boolean;
  readonly open?: boolean;
  readonly queenUrl?: string;
  readonly log: 'text' | 'json';
}

/** Runs the daemon until a signal stops it; a second one ends it at once. Signals are listened for since the start. */
async function serve(options: ServeOptions, context: CommandContext): Promise<{ readonly url: string }> {
  const { signal, tell, print, onEvent, colors } = context;
  const { reachableUrl } = await import('rbee-hive-daemon/access');
  const daemon = await start(options, context);
  const url = reachableUrl(daemon.url);
  try {
    tell(
      `${colors.green('✓')} The hive daemon runs until Ctrl-C. Open its page by this link, which has its token:`,
    );
    print(daemon.link);
    // Events go into files: the token is read from its own file.
    onEvent({ type: 'daemon-ready', url, tokenFile: path.join(context.stateDir, 'token') });
    if (options.open) await openPage(daemon.link, context);
    await aborted(signal);
    endAtOnceOnSignal();
    tell('Stopping; a second Ctrl-C ends it at once.');
  } finally {
    await daemon.stop();
  }
  return { url };
}

/** @throws DaemonError; CommandFailure `TOKEN_INVALID` */
async function start(options: ServeOptions, context: CommandContext): Promise<RunningDaemon> {
  const { startDaemon } = await import('rbee-hive-daemon');
  const { registryName } = await import('../../catalog/open-catalog.js');
  const { openModels } = await import('../../catalog/open-models.js');
  const { logWriter } = await import('../../daemon/log-writer.js');
  const { readDaemonToken } = await import('../../daemon/read-daemon-token.js');
  const { env, secrets, stateDir, signal, openCatalog, writeLog } = context;
  const [gateway, own] = takeGatewayOptions(options);
  const { allowHost: allowedHosts, tokenFile, log, open: _page, ...rest } = own;
  const token = await readDaemonToken({ file: tokenFile, secrets });
  const [catalog, models] = await Promise.all([openCatalog({ asksForSources: true }), openModels(context)]);
  return startDaemon(
    {
      ...rest,
      gateway,
      catalog,
      models,
      token,
      allowedHosts,
      registry: registryName(env),
      stateDir,
      version: packageJson.version,
      env,
      pageDir: fileURLToPath(pageFolder),
      onLog: logWriter(log, writeLog),
      fleet: openFleet,
    },
    { signal },
  );
}

/** Where this machine has joined no fleet, nothing of one is loaded. */
const openFleet: OpenFleet = async (hive) => {
  if (!existsSync(path.join(hive.stateDir, 'fleet', 'membership.json'))) return undefined;
  const member = await import('rbee-hive-fleet/member');
  return member.openFleet(hive);
};

/** A signal that comes with the first is the same one: programs such as pnpm pass on what the terminal sent to all. */
function endAtOnceOnSignal(): void {
  const firstAt = performance.now();
  const end = () => {
    if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(EXIT_CODES.interrupted);
  };
  for (const name of STOP_SIGNALS) process.on(name, end);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
