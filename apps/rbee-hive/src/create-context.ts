import type { CommandContext } from './context.js';
import type { DaemonClient } from './daemon/client/daemon-client.js';
import type { GlobalFlags } from './global-flags.js';
import type { Colors } from './output/colors.js';
import type { Output } from './output/types.js';

export interface CreateContextOptions
  extends Pick<CommandContext, 'signal' | 'env' | 'secrets' | 'stateDir' | 'configDir'> {
  readonly output: Output;
  readonly flags: GlobalFlags;
  readonly colors: Colors;
}

/** What every command works with; nothing is loaded or opened before a command asks for it. */
export function createContext(options: CreateContextOptions): CommandContext {
  const { output, flags, ...rest } = options;
  const { signal, env, secrets, stateDir, configDir } = rest;
  const context: CommandContext = {
    ...rest,
    print: output.print,
    tell: output.tell,
    onEvent: output.onEvent,
    writeLog: flags.json || flags.quiet ? writeError : output.tell,
    isElsewhere: flags.hive !== undefined,
    async openInstalled() {
      const { openInstalledWorkers } = await import('@rbee/worker-catalog/installed');
      return openInstalledWorkers({ signal });
    },
    openView: (choices) => context.openCatalog(choices),
    async openModels() {
      const { openModels } = await import('./catalog/open-models.js');
      return openModels(context);
    },
    async openCatalog(choices) {
      const { openCatalog } = await import('./catalog/open-catalog.js');
      const { mirror: mirrors, allowUnsigned } = flags;
      return openCatalog({ env, secrets, configDir, signal, mirrors, allowUnsigned, ...choices });
    },
    async findDaemon() {
      if (flags.daemon === false) return undefined;
      const { findDaemon } = await import('./daemon/find-daemon.js');
      return findDaemon(stateDir, signal);
    },
    async perform(operation) {
      const { perform, performHere } = await import('./daemon/perform.js');
      return flags.mirrorTyped === true ? performHere(operation, context) : perform(operation, context);
    },
  };
  return flags.hive === undefined ? context : elsewhere(context, { ...flags, hive: flags.hive });
}

/** The same with the hive of another machine. */
function elsewhere(here: CommandContext, flags: GlobalFlags & { readonly hive: string }): CommandContext {
  const { signal, env, secrets, onEvent } = here;
  let connected: Promise<DaemonClient> | undefined;
  const connect = async () => {
    const { readHiveAddress } = await import('./hive/hive-address.js');
    const { connectHive } = await import('./hive/connect-hive.js');
    return connectHive(await readHiveAddress({ flags, env, secrets }), signal);
  };
  const daemon = () => {
    connected ??= connect();
    return connected;
  };
  const openView = async () => {
    const { remoteWorkers } = await import('./hive/remote-workers.js');
    return remoteWorkers(await daemon(), signal);
  };
  return {
    ...here,
    findDaemon: daemon,
    openInstalled: openView,
    openView,
    async openModels() {
      const { remoteModels } = await import('./hive/remote-models.js');
      return remoteModels(await daemon(), { signal, onEvent });
    },
    async openCatalog() {
      const { localOnly } = await import('./hive/local-only.js');
      throw localOnly('This');
    },
    async perform(operation) {
      const { performElsewhere } = await import('./hive/perform-elsewhere.js');
      return performElsewhere(operation, {
        daemon: await daemon(),
        signal,
        onEvent,
        mirrored: flags.mirrorTyped,
      });
    },
  };
}

function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
