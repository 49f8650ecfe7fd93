import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { SYSTEM_CLOCK } from '../clock.js';
import { createOwner, isOwnerAlive } from './owner.js';

const POLL_MILLISECONDS = 40;
/** A lock without content is one that is being written, or was when its process was killed. */
const EMPTY_LOCK_MILLISECONDS = 5_000;

/**
 * Runs `use` while no other call, of this process or another, runs it under the same lock. A lock whose process
 * is gone is taken over. Locks only save work: nothing in the cache breaks when two hold one, since whoever
 * writes does so under a name of its own.
 */
export async function withLock<T>(file: string, signal: AbortSignal, use: () => Promise<T>): Promise<T> {
  const owner = await createOwner();
  await acquire(file, owner, signal);
  try {
    return await use();
  } finally {
    await release(file, owner);
  }
}

/** Whether somebody who still runs holds the lock. */
export async function isLocked(file: string): Promise<boolean> {
  const holder = await holderOf(file);
  return holder !== undefined && !(await isStale(file, holder));
}

async function acquire(file: string, owner: string, signal: AbortSignal): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  for (;;) {
    signal.throwIfAborted();
    if (await tryCreate(file, owner)) return;
    const holder = await holderOf(file);
    if (holder === undefined) continue;
    if (await isStale(file, holder)) await breakLock(file, holder);
    else await SYSTEM_CLOCK.sleep(POLL_MILLISECONDS, signal);
  }
}

async function tryCreate(file: string, owner: string): Promise<boolean> {
  try {
    await writeFile(file, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

async function holderOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isStale(file: string, holder: string): Promise<boolean> {
  if (holder !== '') return !(await isOwnerAlive(holder));
  try {
    return Date.now() - (await stat(file)).mtimeMs > EMPTY_LOCK_MILLISECONDS;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Removes the lock that `holder` left; another's that came in between is put back. */
async function breakLock(file: string, holder: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== holder) await link(aside, file);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(file: string, owner: string): Promise<void> {
  if ((await holderOf(file)) === owner) await rm(file, { force: true });
}
