import path from 'node:path';
import { isLocked as isHeld, type LockPlace, takeLock } from '@rbee-internal/system/files';
import { ownIdentity } from '@rbee-internal/system/process';
import type { CacheLayout } from './layout.js';

/** Which lock of a cache. */
export interface LockKey {
  readonly cache: Pick<CacheLayout, 'locks' | 'temporary'>;
  /** A file name. */
  readonly key: string;
}

/**
 * Runs `use` while no other call, of this process or another, runs it under the same lock. A lock whose process
 * is gone is taken over. Locks only save work: nothing in the cache breaks when two hold one, since a process that
 * writes does so under a name of its own.
 */
export async function withLock<T>(
  lock: LockKey & { readonly signal: AbortSignal },
  use: () => Promise<T>,
): Promise<T> {
  const giveBack = await takeLock({
    ...(await placeOf(lock)),
    signal: lock.signal,
    subject: `source cache ${lock.key}`,
    busy: () => new Error('It is waited for.'),
  });
  try {
    return await use();
  } finally {
    await giveBack();
  }
}

/** Whether a process that still runs holds the lock. */
export async function isLocked(lock: LockKey): Promise<boolean> {
  return isHeld(await placeOf(lock));
}

async function placeOf({ cache, key }: LockKey): Promise<LockPlace> {
  return { file: path.join(cache.locks, key), temporaryFolder: cache.temporary, owner: await ownIdentity() };
}
