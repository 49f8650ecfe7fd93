import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/** How often the folder is looked at, in milliseconds: a change is seen within a second. */
const POLL_MS = 200;

/** How deep workers lie: `<id>/versions/<version>/keys/pgp/<file>`. */
const MAX_DEPTH = 6;

export interface WatchFolderOptions {
  readonly signal: AbortSignal;
  /** Called after a change, and again after one that happened meanwhile; never twice at once. */
  readonly onChange: () => Promise<void>;
}

export interface FolderWatch {
  /** Calls `onChange` for every change since `openWatch`, until the signal aborts. */
  run(options: WatchFolderOptions): Promise<void>;
}

/**
 * Looks at names, sizes and times of all that lies in a folder; `run` compares with that. It asks the file system
 * instead of waiting for its events, which network and container file systems do not give.
 */
export async function openWatch(root: string): Promise<FolderWatch> {
  let seen = await lookAt(root, MAX_DEPTH);
  return {
    async run({ signal, onChange }) {
      while (!signal.aborted) {
        const now = await lookAt(root, MAX_DEPTH);
        if (now !== seen) {
          seen = now;
          await onChange();
        }
        await delay(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
      }
    },
  };
}

async function lookAt(folder: string, depth: number): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreVanished);
  const lines = await Promise.all(
    (entries ?? [])
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry) => {
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) return `${full}/\n${depth > 1 ? await lookAt(full, depth - 1) : ''}`;
        const facts = await stat(full, { bigint: true }).catch(ignoreVanished);
        return `${full} ${facts?.ino} ${facts?.size} ${facts?.mtimeNs} ${facts?.ctimeNs}\n`;
      }),
  );
  return lines.sort().join('');
}

function ignoreVanished(error: unknown): undefined {
  if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return undefined;
  throw error;
}
