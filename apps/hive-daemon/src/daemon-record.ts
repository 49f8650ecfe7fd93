import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceFile } from '@rbee-internal/atomic-file';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { z } from 'zod';
import { DaemonError } from './errors.js';
import type { DaemonRecord } from './options.js';
import { identify, isRunning } from './processes/process-identity.js';

const RECORD = 'daemon.json';
const LOCK = 'daemon.lock';

/** How long a lock that was taken over has to stay ours. */
const TAKEOVER_MILLISECONDS = 100;

const Holder = z.looseObject({
  pid: z.number(),
  start: z.string(),
  boot: z.string(),
  executable: z.string(),
  nonce: z.string(),
});

type Holder = z.infer<typeof Holder>;

export interface StateClaim {
  /** Says in `daemon.json` where the daemon is. */
  announce(record: DaemonRecord): Promise<void>;
  /** Gives the folder up. */
  release(): Promise<void>;
}

/**
 * Takes the state folder for this process, making it when it is missing. What a daemon that died left is taken over.
 * @throws DaemonError `SYSTEM_UNSUPPORTED`, `ALREADY_RUNNING`, `STATE_UNUSABLE`
 */
export async function claimState(stateDir: string, identifyProcess = identify): Promise<StateClaim> {
  const identity = await identifyProcess(process.pid);
  if (identity === undefined) throw unsupported();
  const nonce = randomUUID();
  const lock = path.join(stateDir, LOCK);
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await chmod(stateDir, 0o700);
    await takeLock(lock, { ...identity, nonce });
  } catch (cause) {
    if (cause instanceof DaemonError) throw cause;
    throw new DaemonError({
      code: 'STATE_UNUSABLE',
      message: `The state folder ${stateDir} cannot be used: ${messageOf(cause)}`,
      hint: 'It has to be a folder of yours.',
      cause,
    });
  }
  return {
    announce: (record) => replaceFile(path.join(stateDir, RECORD), `${JSON.stringify(record)}\n`),
    release: async () => {
      if ((await readHolder(lock))?.nonce !== nonce) return;
      await rm(path.join(stateDir, RECORD), { force: true });
      await rm(lock, { force: true });
    },
  };
}

async function takeLock(lock: string, holder: Holder): Promise<void> {
  const { nonce } = holder;
  const content = JSON.stringify(holder);
  try {
    await writeFile(lock, content, { flag: 'wx', mode: 0o600 });
    return;
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
  await assertStale(lock);
  // Two that take over at once: the last one's lock stays, and the other one sees that.
  const mine = `${lock}.${nonce}`;
  await writeFile(mine, content, { flag: 'wx', mode: 0o600 });
  await rename(mine, lock);
  await sleep(TAKEOVER_MILLISECONDS);
  if ((await readHolder(lock))?.nonce !== nonce) await assertStale(lock);
}

async function assertStale(lock: string): Promise<void> {
  const holder = await readHolder(lock);
  if (holder === undefined || !(await isRunning(holder))) return;
  throw new DaemonError({
    code: 'ALREADY_RUNNING',
    message: `The daemon with pid ${holder.pid} has the state folder ${path.dirname(lock)}.`,
    hint: 'Use that one, end it, or choose another state folder.',
  });
}

/** Without it the daemon could take another's process for its worker, and end it. */
function unsupported(): DaemonError {
  return new DaemonError({
    code: 'SYSTEM_UNSUPPORTED',
    message: `This system (${process.platform}) does not tell processes apart that get the same id, which the daemon needs to end only its own.`,
    hint: 'It runs on Linux and macOS; on Windows use WSL, or install and spawn without a daemon.',
  });
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    return Holder.safeParse(JSON.parse(await readFile(lock, 'utf8'))).data;
  } catch {
    // Gone, or half written by one that died: nobody holds it.
    return undefined;
  }
}
