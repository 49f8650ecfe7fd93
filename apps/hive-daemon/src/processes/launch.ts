import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

/** A process that was started, by this daemon or an earlier one. */
export interface Child {
  /** Who it is; absent when it could not be started, or ended at once. */
  readonly identity: ProcessIdentity | undefined;
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  /** Resolves when its end is known, which a killed process's is soon. */
  settled(): Promise<void>;
  /** Its identity now: a program may replace itself by another. */
  identifyAgain(): Promise<ProcessIdentity | undefined>;
}

export interface LaunchInit {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Descriptors of its standard output and standard error. */
  readonly output: readonly [number, number];
}

const SETTLE_MILLISECONDS = 2_000;
const ADOPTED_POLL_MILLISECONDS = 250;

/** Starts a program in a session of its own, so that it can go on without us. */
export async function launch(program: string, args: readonly string[], init: LaunchInit): Promise<Child> {
  const { cwd, env, output } = init;
  let ending: string | undefined;
  const child = start();
  const ended = new Promise<void>((resolve) => {
    child?.on('error', (error) => {
      ending ??= messageOf(error);
      resolve();
    });
    child?.on('exit', (code, signal) => {
      ending ??= signal ?? `exit code ${code}`;
      resolve();
    });
    if (child === undefined) resolve();
  });
  child?.unref();
  const pid = child?.pid;
  return {
    // Nobody has waited for the child so far: its id cannot be another's.
    identity: pid === undefined ? undefined : await identify(pid),
    ending: () => ending,
    ended,
    settled: () => Promise.race([ended, sleep(SETTLE_MILLISECONDS, undefined, { ref: false })]),
    identifyAgain: async () => (pid === undefined || ending !== undefined ? undefined : identify(pid)),
  };

  function start() {
    try {
      return spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', ...output] });
    } catch (error) {
      ending = messageOf(error);
      return undefined;
    }
  }
}

/** Follows a process that is not our child; how it ends, nobody tells us. */
export function followChild(identity: ProcessIdentity): Child {
  let ending: string | undefined;
  const ended = follow();
  return {
    identity,
    ending: () => ending,
    ended,
    settled: () => Promise.race([ended, sleep(SETTLE_MILLISECONDS, undefined, { ref: false })]),
    identifyAgain: async () => identity,
  };

  async function follow(): Promise<void> {
    while (await isRunning(identity)) {
      await sleep(ADOPTED_POLL_MILLISECONDS, undefined, { ref: false });
    }
    ending = 'ended';
  }
}
