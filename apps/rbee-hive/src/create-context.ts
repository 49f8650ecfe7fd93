import type { CommandContext } from './context.js';
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
export function createContext({ output, flags, ...rest }: CreateContextOptions): CommandContext {
  const { signal, env, secrets, stateDir, configDir } = rest;
  const context: CommandContext = {
    ...rest,
    print: output.print,
    tell: output.tell,
    onEvent: output.onEvent,
    writeLog: flags.json || flags.quiet ? writeError : output.tell,
    async openInstalled() {
      const { openInstalledWorkers } = await import('@rbee/worker-catalog/installed');
      return openInstalledWorkers({ signal });
    },
    async openCatalog(options) {
      const { openCatalog } = await import('./catalog/open-catalog.js');
      const { mirror: mirrors, allowUnsigned } = flags;
      return openCatalog({ env, secrets, configDir, signal, mirrors, allowUnsigned, ...options });
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
  return context;
}

function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
