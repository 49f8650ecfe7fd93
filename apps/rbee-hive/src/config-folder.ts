import path from 'node:path';
import type { StateFolderFacts } from './state-folder.js';

/**
 * Where the user's own choices are kept: `~/.config/rbee` on Linux and macOS, with `$XDG_CONFIG_HOME` in place of
 * `~/.config` when it is absolute; on Windows `%APPDATA%\rbee`.
 */
export function configFolder({ platform, env, homeDir }: StateFolderFacts): string {
  const isWindows = platform === 'win32';
  const paths = isWindows ? path.win32 : path.posix;
  const chosen = isWindows ? env.APPDATA : env.XDG_CONFIG_HOME;
  if (chosen !== undefined && paths.isAbsolute(chosen)) return paths.join(chosen, 'rbee');
  return paths.join(homeDir, ...(isWindows ? ['AppData', 'Roaming'] : ['.config']), 'rbee');
}

/** Where the user's own defaults for options are. */
export function configFile(configDir: string): string {
  return path.join(configDir, 'config.toml');
}
