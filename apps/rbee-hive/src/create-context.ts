import type { Colors, CommandContext } from './context.js';
import type { Output } from './outputs/types.js';
import type { GlobalFlags } from './program.js';

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
    async openCatalog(options) {
      const { openCatalog } = await import('./open-catalog.js');
      return openCatalog({ env, secrets, configDir, signal, ...options });
    },
    async findDaemon() {
      if (flags.daemon === false) return undefined;
      const { findDaemon } = await import('./find-daemon.js');
      return findDaemon(stateDir, signal);
    },
    async openHive() {
      const { openHive } = await import('./hives/open-hive.js');
      return openHive(context);
    },
  };
  return context;
}

function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
