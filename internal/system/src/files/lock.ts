import { createHash } from 'node:crypto';
import { lutimes, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { type Liveness, livenessOf, type ProcessIdentity } from '../process/identity.js';
import { type Clock, SYSTEM_CLOCK } from '../time/index.js';
import { holderOf, type LockFile, type LockHolder, newLockText, readLockFile } from './lock-file.js';
import { linkNewFile, writeNewFile } from './new-file.js';
import { newOwnedName } from './owned-name.js';
import { makePrivateFolder } from './private-folder.js';
import { IrregularFileError } from './regular-file.js';

export type { LockHolder } from './lock-file.js';

/** Where a lock is, and who asks for it. */
export interface LockPlace {
  /** The lock's file, absolute. Its folder is made when it is missing, and is the caller's alone. */
  readonly file: string;
  /**
   * A folder on the same file system where files are made before they get their names; made when missing. What a
   * killed process leaves there tells in its name whose it is: `ownerOfName`.
   */
  readonly temporaryFolder: string;
  /** The process that asks. */
  readonly owner: ProcessIdentity;
  /** Whether the lock's folder goes with the last lock in it. @default false */
  readonly removesFolder?: boolean | undefined;
  /** @default SYSTEM_CLOCK */
  readonly clock?: LockClock | undefined;
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** @default livenessOf */
  readonly liveness?: ((other: ProcessIdentity, self: ProcessIdentity) => Promise<Liveness>) | undefined;
}

export type LockClock = Pick<Clock, 'now' | 'monotonic' | 'sleep'>;

export interface LockRequest extends LockPlace {
  /** What is locked, for people who look into the file. */
  readonly subject: string;
  /** What it is held for, told to those who wait. Not a place for secrets. */
  readonly label?: string | undefined;
  /** RFC 3339 text of now, for people who look into the file. @default by the clock */
  readonly since?: string | undefined;
  /** Whether to wait for another holder. @default true */
  readonly wait?: boolean | undefined;
  /** Called when another holds the lock, and again for each further holder. What it throws ends the call. */
  readonly onWait?: ((holder: LockHolder) => void) | undefined;
  /** What to reject with when another holds the lock and the caller does not wait. */
  readonly busy: (holder: LockHolder) => Error;
}

/** A holder shows that it lives by touching its file this often. */
const HEARTBEAT_MS = 5_000;

/** A holder that is known by its file only is dead after so long without a touch, by the clock of who waits. */
const SILENCE_MS = 60_000;

/**
 * Who does not want to wait still gives a holder, whose file was not touched for so long before by the wall clock, so
 * long to touch it: a machine that slept, or another's clock, is no death.
 */
const LAST_CHANCE_MS = 15_000;

/** The pauses between two looks at a lock: the first, and the longest that doubling it leads to. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** How often the folder of locks may vanish, because others give their locks back, before this is a failure. */
const MAX_ATTEMPTS = 1_000;

/**
 * Takes a lock among processes and answers how it is given back, which may be done again. It is held for as long as
 * its process lives: that of a process that has died is taken over, by one of all who ask.
 * @throws what `busy` makes, IrregularFileError when something else stands at the file, the system's errors
 */
export async function takeLock(request: LockRequest): Promise<() => Promise<void>> {
  const clock = request.clock ?? SYSTEM_CLOCK;
  const text = newLockText(request, clock);
  const look = lookOut(request, clock);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    request.signal?.throwIfAborted();
    if (await createLockFile(request, text)) return keepLockFile(request, text);
    if ((await look()) === 'held') await clock.sleep(pause, request.signal);
  }
}

/** Whether a process holds the lock that is not known to be dead. */
export async function isLocked(place: LockPlace): Promise<boolean> {
  const state = await readLockFile(place.file);
  if (state === undefined) return false;
  const liveness = await holderLiveness(place, state);
  return liveness === 'live' || (liveness === 'unknown' && !isStale(state, place.clock ?? SYSTEM_CLOCK));
}

/** Removes a lock's file if its holder is dead, and answers whether it did. What is not a lock's file stays. */
export async function removeDeadLock(place: LockPlace): Promise<boolean> {
  const state = await readLockFile(place.file).catch((error: unknown) => {
    if (error instanceof IrregularFileError) return undefined;
    throw error;
  });
  if (state === undefined || (await holderLiveness(place, state)) !== 'dead') return false;
  return removeLockFile(place, state.text);
}

async function createLockFile(place: LockPlace, text: string): Promise<boolean> {
  const written = await unlessVanishing(() => writeTemporary(place, text));
  try {
    return await linkLockFile(place, { written, text });
  } finally {
    // Were this a failure, a lock that was taken would never be given back.
    await rm(written, { force: true }).catch(() => undefined);
  }
}

async function writeTemporary({ temporaryFolder, owner }: LockPlace, text: string): Promise<string> {
  const written = path.join(await makePrivateFolder(temporaryFolder), newOwnedName(owner));
  await writeNewFile(written, text, { flush: false, mode: 0o600 });
  return written;
}

async function linkLockFile(
  place: LockPlace,
  { written, text }: { readonly written: string; readonly text: string },
): Promise<boolean> {
  try {
    return await unlessVanishing(async () => {
      await makePrivateFolder(path.dirname(place.file));
      return linkNewFile(written, place.file, { content: text, mode: 0o600 });
    });
  } catch (error) {
    await removeFolderOf(place);
    throw error;
  }
}

/** Works in a folder that is made first and that others, who give their locks back, may remove meanwhile. */
async function unlessVanishing<R>(work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error, 'ENOENT') || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/** Keeps the lock until the answered function is called. */
function keepLockFile(place: LockPlace, text: string): () => Promise<void> {
  const { file, clock = SYSTEM_CLOCK } = place;
  const touch = () => {
    const now = clock.now() / 1_000;
    // Only a holder in another container or on another machine is judged by this, and only after many failures.
    lutimes(file, now, now).catch(() => undefined);
  };
  const heart = setInterval(touch, HEARTBEAT_MS).unref();
  return async () => {
    clearInterval(heart);
    givenBack.add(text);
    if ((await readLockFile(file))?.text === text) await rm(file, { force: true });
    await removeFolderOf(place);
    givenBack.delete(text);
  };
}

/** The texts of locks that this process gave back and whose files the system refused to remove: no one holds them. */
const givenBack = new Set<string>();

/** Looks at a lock that could not be taken: `held` means that it is worth a pause. */
function lookOut(request: LockRequest, clock: LockClock): () => Promise<'held' | 'free'> {
  let seen: { readonly state: LockFile; readonly at: number } | undefined;
  const wait = request.wait ?? true;
  return async () => {
    const state = await readLockFile(request.file);
    if (state === undefined) return 'free';
    const isNewHolder = state.text !== seen?.state.text;
    if (seen === undefined || isNewHolder || state.touchedAt !== seen.state.touchedAt)
      seen = { state, at: clock.monotonic() };
    const liveness = await holderLiveness(request, state);
    const silence = clock.monotonic() - seen.at;
    if (liveness === 'dead' || (liveness === 'unknown' && silence > (wait ? SILENCE_MS : LAST_CHANCE_MS))) {
      await removeLockFile(request, state.text);
      return 'free';
    }
    const holder = holderOf(request.file, state.record);
    if (!wait && !(liveness === 'unknown' && isStale(state, clock))) throw request.busy(holder);
    if (isNewHolder && wait) request.onWait?.(holder);
    return 'held';
  };
}

function isStale({ touchedAt }: LockFile, clock: LockClock): boolean {
  return Math.abs(clock.now() - touchedAt) > SILENCE_MS;
}

async function holderLiveness(place: LockPlace, { text, record }: LockFile): Promise<Liveness> {
  if (givenBack.has(text)) return 'dead';
  return record ? (place.liveness ?? livenessOf)(record, place.owner) : 'unknown';
}

/**
 * Removes the file of a dead holder, under a lock for exactly this file and text. So no other process can meanwhile
 * have removed it and taken the lock: what is read is what is removed.
 */
async function removeLockFile(place: LockPlace, text: string): Promise<boolean> {
  const { file, temporaryFolder, owner, removesFolder, clock, liveness, signal } = place;
  const name = path.basename(file);
  const removal = createHash('sha256').update(`removal ${name} ${text}`).digest('hex').slice(0, 32);
  const giveBack = await takeLock({
    ...{ temporaryFolder, owner, removesFolder, clock, liveness, signal },
    file: path.join(path.dirname(file), removal),
    subject: `removal of ${name}`,
    busy: () => new Error('It is waited for.'),
  });
  try {
    if ((await readLockFile(file))?.text !== text) return false;
    await rm(file, { force: true });
    return true;
  } finally {
    await giveBack();
  }
}

async function removeFolderOf({ file, removesFolder }: LockPlace): Promise<void> {
  // Other locks are in it, or the system refuses: an empty folder is in no one's way.
  if (removesFolder) await rmdir(path.dirname(file)).catch(() => undefined);
}
