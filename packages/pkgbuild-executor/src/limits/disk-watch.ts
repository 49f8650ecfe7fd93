import { lstat, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { type ResolvedOptions, sourceFolders } from '../options.js';
import type { LimitName } from './execute-limits.js';

/** What stat(2) counts `blocks` in. */
const BLOCK_BYTES = 512;

/** What a watch reports to. */
export interface WatchOptions {
  readonly options: ResolvedOptions;
  readonly onLimit: (limit: LimitName, bound: number) => void;
  /** Called with why a build cannot be watched, such as too many open files: it must not go on unwatched. */
  readonly onFault: (error: unknown) => void;
}

export interface DiskWatch {
  /** Looks now, unless a look is under way. */
  check(): Promise<void>;
  stop(): void;
}

/**
 * The free space is cheap to ask for, but others change it too: only when it has shrunk by more than the bound are
 * the build's own folders added up.
 */
export function watchDisk({ options, onLimit, onFault }: WatchOptions): DiskWatch {
  const { diskBytes, freeDiskBytes } = options.limits;
  let isBusy = false;
  let isStopped = false;
  let freeBefore: number | undefined;

  /** The bound that was reached. */
  async function look(): Promise<number | undefined> {
    const { bavail, bsize } = await statfs(options.workDir);
    const free = bavail * bsize;
    freeBefore ??= free;
    if (free < freeDiskBytes) return freeDiskBytes;
    if (freeBefore - free <= diskBytes) return undefined;
    const folders = [...sourceFolders(options), options.pkgDir, options.workDir];
    return (await usedBytes(folders, diskBytes)) > diskBytes ? diskBytes : undefined;
  }

  async function check(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      const bound = await look();
      if (bound !== undefined && !isStopped) onLimit('disk', bound);
    } catch (error) {
      if (!isStopped) onFault(error);
    } finally {
      isBusy = false;
    }
  }

  void check();
  return {
    check,
    stop() {
      isStopped = true;
    },
  };
}

/** Bytes on the disk below some folders; stops counting above `enough`. Links are not followed. */
async function usedBytes(folders: readonly string[], enough: number): Promise<number> {
  let sum = 0;
  const pending = [...folders];
  for (let folder = pending.pop(); folder !== undefined && sum <= enough; folder = pending.pop()) {
    try {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) pending.push(file);
        else sum += await bytesOf(file);
      }
    } catch (error) {
      sum += unseenBytes(error);
    }
  }
  return sum;
}

async function bytesOf(file: string): Promise<number> {
  try {
    return (await lstat(file)).blocks * BLOCK_BYTES;
  } catch (error) {
    return unseenBytes(error);
  }
}

/** What was removed meanwhile adds nothing. What a recipe hides counts as more than any limit. */
function unseenBytes(error: unknown): number {
  if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return 0;
  if (isSystemError(error, 'EACCES')) return Number.POSITIVE_INFINITY;
  throw error;
}
