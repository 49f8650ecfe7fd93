import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { type LockHolder, type LockPlace, takeLock } from '@rbee-internal/system/files';
import { canTellApart, ownIdentity, type ProcessIdentity, sameProcess } from '@rbee-internal/system/process';
import { readDaemonRecord, writeDaemonRecord } from './access/daemon-record.js';
import { recordFile } from './access/record-file.js';
import { DaemonError } from './errors.js';

export interface StateClaim {
  /** Says in `daemon.json` where the daemon is. */
  announce(where: { readonly url: string; readonly startedAt: string }): Promise<void>;
  /** Gives the folder up. */
  release(): Promise<void>;
}

export interface ClaimOptions extends Pick<LockPlace, 'clock' | 'liveness' | 'signal'> {
  /** The process that claims. @default this one */
  readonly owner?: ProcessIdentity | undefined;
}

/**
 * Takes the state folder for this process, making it when it is missing. What a daemon that died left is taken over.
 * @throws DaemonError `SYSTEM_UNSUPPORTED`, `ALREADY_RUNNING`, `STATE_UNUSABLE`; the signal's reason
 */
export async function claimState(stateDir: string, options: ClaimOptions = {}): Promise<StateClaim> {
  const { owner = await ownIdentity(), clock, liveness, signal } = options;
  if (!canTellApart(owner)) throw unsupported();
  let giveBack: () => Promise<void>;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await chmod(stateDir, 0o700);
    giveBack = await takeLock({
      file: path.join(stateDir, 'daemon.lock'),
      temporaryFolder: path.join(stateDir, 'tmp'),
      subject: 'the state folder of a hive daemon',
      wait: false,
      busy: (holder) => alreadyRunning(stateDir, holder),
      ...{ owner, clock, liveness, signal },
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DaemonError) throw cause;
    throw unusable(stateDir, cause);
  }
  return {
    announce: (where) => writeDaemonRecord(stateDir, { ...where, pid: owner.pid, identity: owner }),
    release: async () => {
      const record = await readDaemonRecord(stateDir).catch(() => undefined);
      const isOurs = record !== undefined && sameProcess(record.identity, owner);
      if (isOurs) await rm(recordFile(stateDir), { force: true });
      await giveBack();
    },
  };
}

function alreadyRunning(stateDir: string, { pid, machine }: LockHolder): DaemonError {
  const who = pid === undefined ? 'Another daemon' : `The daemon with pid ${pid}`;
  const where = machine === undefined ? '' : ` on ${machine}`;
  return new DaemonError({
    code: 'ALREADY_RUNNING',
    message: `${who}${where} has the state folder ${stateDir}.`,
    hint: 'Use that one, stop it, or choose another state folder.',
  });
}

function unusable(stateDir: string, cause: unknown): DaemonError {
  return new DaemonError({
    code: 'STATE_UNUSABLE',
    message: `The state folder ${stateDir} cannot be used: ${messageOf(cause)}`,
    hint: 'It must be a folder that you own.',
    cause,
  });
}

/** Without it the daemon could take another's process for its worker, and end it. */
function unsupported(): DaemonError {
  return new DaemonError({
    code: 'SYSTEM_UNSUPPORTED',
    message: `This system (${process.platform}) cannot distinguish processes that get the same id, which the daemon needs to end only its own.`,
    hint: 'It runs on Linux and macOS; on Windows use WSL, or install and spawn without a daemon.',
  });
}
