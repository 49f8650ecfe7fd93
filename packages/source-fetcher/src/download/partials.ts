import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { keyOf } from '../cache/layout.js';
import { namesIn } from '../cache/names-in.js';
import { isOwnerAlive } from '../cache/owner.js';
import { partialOwner } from '../cache/partial.js';
import { receivedIn } from './partial-file.js';
import type { DownloadDigest } from './types.js';

/** What partial downloads of the same content share: its digest, or where none is known its URL. */
export function partialKey({ url, digest }: { url: string; digest: DownloadDigest | undefined }): string {
  return digest === undefined ? keyOf('url', url) : keyOf(digest.algorithm, digest.hex.toLowerCase());
}

/**
 * How many bytes `downloadFile` would not have to ask for, because an earlier call received them.
 *
 * @example
 * ```ts
 * const there = await receivedBytes('/models/.partials', { algorithm: 'sha256', hex });
 * ```
 */
export async function receivedBytes(partialsDir: string, digest: DownloadDigest): Promise<number> {
  const key = partialKey({ url: '', digest });
  let most = 0;
  for (const name of await namesIn(partialsDir))
    if (name === key || name.startsWith(`${key}~`))
      most = Math.max(most, await receivedIn(path.join(partialsDir, name)));
  return most;
}

/** Options of {@link prunePartials}. */
export interface PrunePartialsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Keep what was written to less than so long ago. @default 0 */
  readonly maxAgeMilliseconds?: number | undefined;
  /** Remove nothing, only say what would be. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * Removes downloads that are not complete and that no running call works at.
 *
 * @returns the bytes that they took, and how many they were
 * @example
 * ```ts
 * const { bytes } = await prunePartials('/models/.partials', { maxAgeMilliseconds: 7 * 86_400_000 });
 * ```
 */
export async function prunePartials(
  partialsDir: string,
  { signal, maxAgeMilliseconds = 0, dryRun = false }: PrunePartialsOptions = {},
): Promise<{ readonly bytes: number; readonly count: number }> {
  const before = Date.now() - maxAgeMilliseconds;
  let [bytes, count] = [0, 0];
  for (const name of await namesIn(partialsDir)) {
    signal?.throwIfAborted();
    const folder = path.join(partialsDir, name);
    const owner = partialOwner(name);
    const found = await dataOf(folder);
    if (found.changedAt > before || (owner !== undefined && (await isOwnerAlive(owner)))) continue;
    bytes += found.bytes;
    count += 1;
    if (!dryRun) await rm(folder, { recursive: true, force: true });
  }
  return { bytes, count };
}

async function dataOf(folder: string): Promise<{ readonly bytes: number; readonly changedAt: number }> {
  try {
    const { blocks, mtimeMs } = await stat(path.join(folder, 'data'));
    return { bytes: blocks * 512, changedAt: mtimeMs };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return { bytes: 0, changedAt: 0 };
    throw error;
  }
}
