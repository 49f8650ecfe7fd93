import { livenessOf, type ProcessIdentity } from '@rbee-internal/system/process';
import { readDaemonRecord } from '../access/daemon-record.js';
import type { ProcessState } from '../api/processes.js';
import { type ProcessRecord, ProcessStore } from './process-store.js';

/** A worker that runs, or that a daemon is about to start. */
export interface RunningWorker {
  /** Of the process. */
  readonly id: string;
  /** The full id of the installed worker. */
  readonly worker: string;
  readonly state: ProcessState;
  readonly port: number;
  /** Absent between two starts. */
  readonly pid?: number | undefined;
}

export const ACTIVE: ReadonlySet<ProcessState> = new Set([
  'starting',
  'healthy',
  'unhealthy',
  'restarting',
  'stopping',
]);

/**
 * What the daemon of a state folder runs, or one that died left running, told by the records alone: for a program that
 * works beside it. What cannot be told for sure, as of another container, counts as running.
 */
export async function readRunningWorkers(stateDir: string): Promise<readonly RunningWorker[]> {
  const daemon = await readDaemonRecord(stateDir).catch(() => undefined);
  const hasDaemon = daemon !== undefined && (await isMaybeAlive(daemon.identity));
  const running: RunningWorker[] = [];
  for (const record of await new ProcessStore(stateDir).read()) {
    if (!ACTIVE.has(record.process.state)) continue;
    // Between two starts, or before the first, the daemon stands for it.
    if (record.identity === undefined ? hasDaemon : await isMaybeAlive(record.identity))
      running.push(describe(record));
  }
  return running;
}

async function isMaybeAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await livenessOf(identity)) !== 'dead';
}

function describe({ process: { id, worker, state, port, pid } }: ProcessRecord): RunningWorker {
  return { id, worker, state, port, ...(pid !== undefined && { pid }) };
}
