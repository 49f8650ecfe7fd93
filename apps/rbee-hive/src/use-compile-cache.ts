import module from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** What Node 22 has of its module of this name. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Lets Node keep what it has compiled, where it can (from Node 22), so that the next start need not. In a folder of the user's own:
 * what others could write there would run.
 */
export function useCompileCache(words: readonly string[]): void {
  // What removes the folder must not write to it as it ends.
  if (words.includes('uninstall')) return;
  (module as CompileCache).enableCompileCache?.(path.join(cacheFolder(), 'code'));
}

function cacheFolder({ XDG_CACHE_HOME: chosen, LOCALAPPDATA: local } = process.env): string {
  if (process.platform === 'win32')
    return path.join(local || path.join(os.homedir(), 'AppData', 'Local'), 'rbee', 'hive');
  return path.join(chosen && path.isAbsolute(chosen) ? chosen : path.join(os.homedir(), '.cache'), 'rbee');
}
