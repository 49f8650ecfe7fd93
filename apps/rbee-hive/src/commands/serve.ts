import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningDaemon, startDaemon } from 'rbee-hive-daemon';
import { reachableUrl } from 'rbee-hive-daemon/local';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandContext } from '../context.js';
import { logWriter } from '../daemon-log.js';
import { readDaemonToken } from '../daemon-token.js';
import { EXIT_CODES } from '../exit-codes.js';
import { STOP_SIGNALS } from '../interruption.js';
import { registryName } from '../open-catalog.js';

/** A signal within this time after the first is no second one. */
const SAME_SIGNAL_MS = 500;

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly tokenFile?: string;
  /** Further names that it may be called by. */
  readonly allowHost?: readonly string[];
  readonly allowPrivateAddresses?: boolean;
  readonly keepProcesses?: boolean;
  readonly queenUrl?: string;
  readonly log: 'text' | 'json';
}

/** Runs the daemon until a signal stops it; a second one ends it at once. Signals are listened for since the start. */
export async function serve(
  options: ServeOptions,
  context: CommandContext,
): Promise<{ readonly url: string }> {
  const { signal, tell, print, onEvent, colors } = context;
  const daemon = await start(options, context);
  const url = reachableUrl(daemon.url);
  try {
    tell(
      `${colors.green('✓')} The hive daemon runs until Ctrl-C. Open its page by this link, which has its token:`,
    );
    print(daemon.link);
    // Events go into files: the token is read from its own file.
    onEvent({ type: 'daemon-ready', url, tokenFile: path.join(context.stateDir, 'token') });
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
  const { env, secrets, stateDir, signal, openCatalog, writeLog } = context;
  const { allowHost: allowedHosts, tokenFile, log, ...rest } = options;
  const token = await readDaemonToken({ file: tokenFile, secrets });
  const catalog = await openCatalog();
  return startDaemon(
    {
      ...rest,
      catalog,
      token,
      allowedHosts,
      registry: registryName(env),
      stateDir,
      version: packageJson.version,
      env,
      pageDir: path.dirname(fileURLToPath(import.meta.resolve('rbee-hive-page/index.html'))),
      onLog: logWriter(log, writeLog),
    },
    { signal },
  );
}

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
