import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ArtifactCatalogError } from './errors.js';

/** What a catalog keeps. */
export type CatalogKind = 'workers' | 'models';

/** The facts that {@link defaultCatalogFolder} decides by. */
export interface DefaultCatalogFolderFacts {
  /** As in `process.platform`: `win32` is Windows, every other value has the Linux and macOS layout. */
  readonly platform: string;
  /** The environment; `XDG_CACHE_HOME` or, on Windows, `LOCALAPPDATA` is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeDir: string;
}

/**
 * Where a user's catalog is: `~/.cache/rbee/<kind>` on Linux and macOS, with `$XDG_CACHE_HOME` in place of
 * `~/.cache` when it is absolute, and `%LOCALAPPDATA%\rbee\<kind>` on Windows, which is `AppData\Local` of the
 * home folder unless set. Only the facts passed are looked at.
 * @throws `INVALID_ROOT` when the home folder is needed and not absolute
 * @example
 * defaultCatalogFolder('workers', { platform: process.platform, env: process.env, homeDir: os.homedir() });
 */
export function defaultCatalogFolder(kind: CatalogKind, facts: DefaultCatalogFolderFacts): string {
  const isWindows = facts.platform === 'win32';
  const paths = isWindows ? path.win32 : path.posix;
  const chosen = isWindows ? facts.env.LOCALAPPDATA : facts.env.XDG_CACHE_HOME;
  if (chosen !== undefined && paths.isAbsolute(chosen)) return paths.join(chosen, 'rbee', kind);
  if (!paths.isAbsolute(facts.homeDir)) {
    throw new ArtifactCatalogError({
      code: 'INVALID_ROOT',
      message: `The home folder "${showForeign(facts.homeDir)}" is not an absolute path.`,
      hint: `Set ${isWindows ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME'} to an absolute path, or name the catalog's folder.`,
    });
  }
  return paths.join(facts.homeDir, ...(isWindows ? ['AppData', 'Local'] : ['.cache']), 'rbee', kind);
}
