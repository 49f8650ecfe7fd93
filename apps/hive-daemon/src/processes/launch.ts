import { identify, livenessOf, type ProcessIdentity, startProcess } from '@rbee-internal/system/process';
import { pause } from '@rbee-internal/system/time';
import { describeEnd } from './describe-end.js';
import { untilAny } from './until-any.js';

/** A process that was started, by this daemon or an earlier one. */
export interface Child {
  /** Who it is; absent when it could not be started, or ended at once. */
  readonly identity: ProcessIdentity | undefined;
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Aborted when it has ended. */
  readonly ended: AbortSignal;
  /** Resolves when its end is known, which a killed process's is soon. */
  settled(): Promise<void>;
  /** Stops looking after it. */
  leave(): void;
}

export interface LaunchInit {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Descriptors of its standard output and standard error. */
  readonly output: readonly [number, number];
}

/** Files that a worker may have open; and it writes no core files, which are as large as its model. */
export const WORKER_LIMITS = { openFiles: 65_536 };

const SETTLE_MILLISECONDS = 2_000;
const ADOPTED_POLL_MILLISECONDS = 250;

/** Starts a program in a session of its own, so that it can go on without us. */
export async function launch(program: string, args: readonly string[], init: LaunchInit): Promise<Child> {
  const { cwd, env, output } = init;
  const ended = new AbortController();
  const started = startProcess(program, args, {
    cwd,
    env,
    stdio: ['ignore', ...output],
    limits: WORKER_LIMITS,
  });
  started.unref();
  void started.ended.then(() => ended.abort());
  // No one has waited for the child so far: its id cannot be another's.
  const identity = started.pid === undefined ? undefined : await identify(started.pid);
  return {
    identity,
    ending: () => describeEnd(started.end()),
    ended: ended.signal,
    settled: () => untilAny(SETTLE_MILLISECONDS, [ended.signal]),
    leave: () => undefined,
  };
}

/** Follows a process that is not our child; how it ends is not known. */
export function followChild(identity: ProcessIdentity): Child {
  const ended = new AbortController();
  const leaving = new AbortController();
  void follow();
  return {
    identity,
    ending: () => (ended.signal.aborted ? 'ended' : undefined),
    ended: ended.signal,
    settled: () => untilAny(SETTLE_MILLISECONDS, [ended.signal]),
    leave: () => leaving.abort(),
  };

  async function follow(): Promise<void> {
    while (!leaving.signal.aborted) {
      if ((await livenessOf(identity)) === 'dead') return ended.abort();
      await pause(ADOPTED_POLL_MILLISECONDS, leaving.signal, { ref: false }).catch(() => undefined);
    }
  }
}
