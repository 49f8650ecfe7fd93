import { livenessOf, signalProcess } from '@rbee-internal/system/process';
import { pause } from '@rbee-internal/system/time';
import { readDaemonRecord } from './daemon-record.js';

const POLL_MILLISECONDS = 50;

export interface StopDaemonOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long it may take to end, with the workers that it stops. @default 60_000 */
  readonly milliseconds?: number | undefined;
}

/** How a daemon was stopped: `none` ran, it has `ended`, or it still `runs` when the time is over. */
export type StoppedDaemon = 'none' | 'ended' | 'runs';

/**
 * Asks the daemon of a state folder to end, as Ctrl-C would, and waits until its process is gone. A process that only
 * has the id that `daemon.json` names is left alone.
 *
 * @throws the signal's reason; the system's EPERM for a daemon of another user
 */
export async function stopDaemon(
  stateDir: string,
  { signal, milliseconds = 60_000 }: StopDaemonOptions = {},
): Promise<StoppedDaemon> {
  signal?.throwIfAborted();
  const record = await readDaemonRecord(stateDir);
  if (record === undefined || !(await signalProcess(record.identity, 'SIGTERM'))) return 'none';
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if ((await livenessOf(record.identity)) === 'dead') return 'ended';
    await pause(POLL_MILLISECONDS, signal);
  }
  return 'runs';
}
