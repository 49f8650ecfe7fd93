import path from 'node:path';

export interface StateFolderFacts {
  /** As in `process.platform`. */
  readonly platform: string;
  /** The environment; `XDG_STATE_HOME` or, on Windows, `LOCALAPPDATA` is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeDir: string;
}

/**
 * Where the daemon keeps its jobs, logs and `daemon.json`: `~/.local/state/rbee/hive` on Linux and macOS, as the catalog is in
 * `~/.cache` on both, with `$XDG_STATE_HOME` in place of `~/.local/state` when it is absolute; on Windows
 * `%LOCALAPPDATA%\rbee\hive`.
 */
export function stateFolder({ platform, env, homeDir }: StateFolderFacts): string {
  const isWindows = platform === 'win32';
  const paths = isWindows ? path.win32 : path.posix;
  const chosen = isWindows ? env.LOCALAPPDATA : env.XDG_STATE_HOME;
  if (chosen !== undefined && paths.isAbsolute(chosen)) return paths.join(chosen, 'rbee', 'hive');
  return paths.join(homeDir, ...(isWindows ? ['AppData', 'Local'] : ['.local', 'state']), 'rbee', 'hive');
}
