import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm, rmdir, stat, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { LOCKS_FOLDER } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import { linkNewFile, writeNewFile } from './new-file.js';
import type { CatalogPlace } from './options.js';
import { type Liveness, livenessOf } from './process-identity.js';
import { newStagingPath, privateFolder } from './staging.js';
import type { LockHolder } from './types.js';

/** What a lock is taken for, and how. */
export interface LockFileRequest {
  /** The lock's file, of {@link lockFileOf}. */
  readonly file: string;
  /** What is locked, for people who look into the file. */
  readonly subject: string;
  readonly label?: string | undefined;
  /** Whether to wait for another holder. */
  readonly wait: boolean;
  readonly onWait?: ((holder: LockHolder) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A holder shows that it lives by touching its file this often. */
const HEARTBEAT_MS = 5_000;

/** A holder that only its file tells of is dead after so long without a touch, by the clock of who waits. */
const SILENCE_MS = 60_000;

/** The pauses between two looks at a lock: the first, and the longest that doubling it leads to. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** How often the folder of locks may vanish, because others give their locks back, before this is a failure. */
const MAX_ATTEMPTS = 1_000;

/** The file of a lock. One name is one file, however long the name. */
export function lockFileOf(root: string, name: string): string {
  return path.join(root, LOCKS_FOLDER, createHash('sha256').update(name).digest('hex').slice(0, 32));
}

/**
 * Takes a lock among processes and answers how it is given back. The file of a holder that has died is removed; it
 * holds for as long as its process lives.
 * @throws `BUSY` without `wait`
 */
export async function takeLockFile(
  catalog: CatalogPlace,
  request: LockFileRequest,
): Promise<() => Promise<void>> {
  const text = lockText(catalog, request);
  const look = lookOut(catalog, request);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    request.signal?.throwIfAborted();
    if (await createLockFile(catalog, request.file, text)) return keepLockFile(request.file, text);
    if ((await look()) === 'held') await delayUnlessAborted(pause, request.signal);
  }
}

/** Removes a lock's file if its holder is dead, and answers whether it did. */
export async function removeDeadLockFile(catalog: CatalogPlace, file: string): Promise<boolean> {
  const state = await readLockFile(file);
  if (state === undefined || (await holderLiveness(catalog, state)) !== 'dead') return false;
  return removeLockFile(catalog, file, state.text);
}

const LockRecord = z.object({
  subject: z.string(),
  pid: z.int().positive(),
  start: z.int().nonnegative(),
  host: z.string(),
  boot: z.string(),
  namespace: z.string(),
  machine: z.string(),
  since: z.string(),
  label: z.string().optional(),
});
type LockRecord = z.output<typeof LockRecord>;

interface LockFileState {
  readonly text: string;
  /** Changes with every touch of the holder. */
  readonly beat: string;
  /** `undefined` for a file that tells no holder. */
  readonly record: LockRecord | undefined;
}

function lockText({ owner, now }: CatalogPlace, { subject, label }: LockFileRequest): string {
  const record: LockRecord = {
    subject,
    ...owner,
    machine: os.hostname(),
    since: now().toISOString(),
    ...(label !== undefined && { label }),
  };
  // The token makes every holding's text its own, so that none is taken for another.
  return `${JSON.stringify({ ...record, token: randomBytes(16).toString('hex') })}\n`;
}

async function createLockFile(catalog: CatalogPlace, file: string, text: string): Promise<boolean> {
  const written = await newStagingPath(catalog);
  try {
    await writeNewFile(written, text, { flush: false });
    return await linkLockFile(written, file, text);
  } finally {
    // Were this a failure, a lock that was taken would never be given back.
    await rm(written, { force: true }).catch(() => undefined);
  }
}

async function linkLockFile(written: string, file: string, text: string): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await privateFolder(path.dirname(file));
      return await linkNewFile(written, file, text);
    } catch (error) {
      if (isSystemError(error, 'ENOENT') && attempt < MAX_ATTEMPTS) continue;
      await removeFolderOf(file);
      throw error;
    }
  }
}

/** Keeps the lock until the answered function is called. */
function keepLockFile(file: string, text: string): () => Promise<void> {
  const touch = () => {
    const now = new Date();
    // Only a holder in another container or on another machine is judged by this, and only after many failures.
    utimes(file, now, now).catch(() => undefined);
  };
  const heart = setInterval(touch, HEARTBEAT_MS).unref();
  return async () => {
    clearInterval(heart);
    givenBack.add(text);
    if ((await readLockFile(file))?.text === text) await removeWithFolder(file);
    givenBack.delete(text);
  };
}

/** The texts of locks that this process gave back and whose files the system refused to remove: nobody holds them. */
const givenBack = new Set<string>();

/** Looks at a lock that could not be taken: `held` means that it is worth a pause. */
function lookOut(catalog: CatalogPlace, request: LockFileRequest): () => Promise<'held' | 'free'> {
  let seen: { readonly state: LockFileState; readonly at: number } | undefined;
  return async () => {
    const state = await readLockFile(request.file);
    if (state === undefined) return 'free';
    const isNewHolder = state.text !== seen?.state.text;
    if (seen === undefined || isNewHolder || state.beat !== seen.state.beat)
      seen = { state, at: performance.now() };
    const liveness = await holderLiveness(catalog, state);
    const isSilent = liveness === 'unknown' && performance.now() - seen.at > SILENCE_MS;
    if (liveness === 'dead' || isSilent) {
      await removeLockFile(catalog, request.file, state.text);
      return 'free';
    }
    const holder = describeHolder(request.file, state.record);
    if (!request.wait) throw busy(request.subject, holder);
    if (isNewHolder) request.onWait?.(holder);
    return 'held';
  };
}

async function holderLiveness({ owner }: CatalogPlace, { text, record }: LockFileState): Promise<Liveness> {
  if (givenBack.has(text)) return 'dead';
  return record ? livenessOf(record, owner) : 'unknown';
}

/**
 * Removes the file of a dead holder. Whoever does it holds a lock of its own for exactly this file and text, so nobody
 * can meanwhile have removed it and taken the lock: what is read is what is removed.
 */
async function removeLockFile(catalog: CatalogPlace, file: string, text: string): Promise<boolean> {
  const remover = { subject: `removal of ${path.basename(file)}`, wait: true, signal: undefined };
  const giveBack = await takeLockFile(catalog, {
    ...remover,
    file: lockFileOf(catalog.root, `removal ${path.basename(file)} ${text}`),
  });
  try {
    if ((await readLockFile(file))?.text !== text) return false;
    await rm(file, { force: true });
    return true;
  } finally {
    await giveBack();
  }
}

async function readLockFile(file: string): Promise<LockFileState | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return { text, beat: String(mtimeMs), record: recordIn(text) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function recordIn(text: string): LockRecord | undefined {
  try {
    return LockRecord.safeParse(JSON.parse(text)).data;
  } catch {
    // It is no JSON: still being written, where there are no hard links, or not ours.
    return undefined;
  }
}

async function removeWithFolder(file: string): Promise<void> {
  await rm(file, { force: true });
  await removeFolderOf(file);
}

async function removeFolderOf(file: string): Promise<void> {
  // Other locks are in it, or the system refuses: an empty folder is in nobody's way.
  await rmdir(path.dirname(file)).catch(() => undefined);
}

function describeHolder(file: string, record: LockRecord | undefined): LockHolder {
  if (record === undefined) return { file };
  const { pid, machine, since, label } = record;
  return { file, pid, machine, since, ...(label !== undefined && { label }) };
}

/** @returns the error for a lock that another holds */
export function busy(
  subject: string,
  { file, pid, machine, since, label }: LockHolder,
): ArtifactCatalogError {
  const who = pid === undefined ? 'another process' : `process ${pid} of "${showForeign(machine ?? '')}"`;
  const forWhat = label === undefined ? '' : ` ("${showForeign(label)}")`;
  return new ArtifactCatalogError({
    code: 'BUSY',
    message: `"${showForeign(subject)}" is locked by ${who}${forWhat} since ${since ?? 'an unknown time'}.`,
    hint: `Wait for it to end. If there is no such process, remove "${showForeign(file)}".`,
  });
}

/** @throws the signal's reason */
async function delayUnlessAborted(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
