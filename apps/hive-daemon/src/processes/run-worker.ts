import type { WorkerBinary } from '@rbee/worker-catalog';
import type { RestartPolicy } from '../api/operations.js';
import { choosePort, isPortFree } from './choose-port.js';
import { type ForegroundProcess, startInForeground } from './foreground-process.js';
import { HealthTally, UNHEALTHY_AFTER } from './health-tally.js';
import { probeHealth } from './probe-health.js';
import { RestartBudget } from './restart-budget.js';
import { untilAny } from './until-any.js';

/** What `runWorker` emits. */
export type RunWorkerEvent =
  /** A line that the worker printed. */
  | {
      readonly type: 'worker-output';
      readonly worker: string;
      readonly stream: 'stdout' | 'stderr';
      readonly line: string;
    }
  /** It is healthy, for the first time or again. */
  | { readonly type: 'worker-ready'; readonly worker: string; readonly url: string }
  /** It ended by itself, or hung, and is started again after so many seconds. */
  | {
      readonly type: 'worker-restart';
      readonly worker: string;
      readonly ending: string;
      readonly seconds: number;
    };

export interface RunWorkerOptions {
  /** Ends the worker and all that it started. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunWorkerEvent) => void;
  /** The environment; the worker gets it without the hive's secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it sends its heartbeat. */
  readonly queenUrl: string;
  /** @default a free one */
  readonly port?: number | undefined;
  /** Further arguments, after `--port` and `--queen-url`. @default none */
  readonly args?: readonly string[] | undefined;
  /** How long it may take to become healthy. */
  readonly readySeconds: number;
  /** What happens when it ends by itself after it was healthy. @default 'never' */
  readonly restart?: RestartPolicy | undefined;
}

/** How a worker's run came to its end. */
export interface WorkerRun {
  readonly url: string;
  /** `not-ready`: it ended, or did not answer in time, before it was healthy. `ended`: by itself. `aborted`: by the signal. */
  readonly type: 'not-ready' | 'ended' | 'aborted';
  /** Such as `exit code 1`. */
  readonly ending: string;
  /** The ids of processes of it that could not be ended. */
  readonly left: readonly number[];
}

const HEALTH_MILLISECONDS = 5_000;
const STARTING_MILLISECONDS = 100;

type Life = Pick<WorkerRun, 'type' | 'ending'>;

/**
 * Runs an installed worker until it ends or the signal aborts: for a program that needs no daemon. The worker ends with
 * all that it started, whatever happens.
 *
 * @throws DaemonError `WORKER_NOT_READY` when its port is taken; what `onEvent` throws
 */
export async function runWorker(
  worker: Pick<WorkerBinary, 'id' | 'path'>,
  options: RunWorkerOptions,
): Promise<WorkerRun> {
  const { onEvent, restart } = options;
  const port = await choosePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const budget = new RestartBudget();
  let wasHealthy = false;
  const onHealthy = () => {
    wasHealthy = true;
    onEvent({ type: 'worker-ready', worker: worker.id, url });
  };
  for (;;) {
    const life = await runOnce(worker, { ...options, port, onHealthy });
    const mayRestart =
      restart === 'on-failure' && wasHealthy && life.type !== 'aborted' && life.left.length === 0;
    const onPause = (milliseconds: number) =>
      onEvent({
        type: 'worker-restart',
        worker: worker.id,
        ending: life.ending,
        seconds: milliseconds / 1_000,
      });
    if (!mayRestart || !(await pauseBeforeRestart(budget, { ...options, port, onPause })))
      return { ...life, url, type: options.signal.aborted ? 'aborted' : life.type };
  }
}

interface PauseInit {
  readonly port: number;
  readonly signal: AbortSignal;
  /** Called with the milliseconds of each pause. */
  readonly onPause: (milliseconds: number) => void;
}

/** Pauses until the worker may be started again; `false` when it was too often, or the signal aborts. */
async function pauseBeforeRestart(
  budget: RestartBudget,
  { port, signal, onPause }: PauseInit,
): Promise<boolean> {
  do {
    const milliseconds = budget.next(Date.now());
    if (milliseconds === undefined) return false;
    onPause(milliseconds);
    await untilAny(milliseconds, [signal]);
    if (signal.aborted) return false;
  } while (!(await isPortFree(port)));
  return true;
}

interface LiveInit extends RunWorkerOptions {
  readonly port: number;
  readonly onHealthy: () => void;
}

/** One start of a worker, to its end; nothing of it is left then, but what could not be ended. */
async function runOnce(
  worker: Pick<WorkerBinary, 'id' | 'path'>,
  init: LiveInit,
): Promise<Omit<WorkerRun, 'url'>> {
  const { port, queenUrl, args = [], env, onEvent } = init;
  const child = startInForeground(worker, {
    args: ['--port', String(port), '--queen-url', queenUrl, ...args],
    env,
    onLine: (stream, line) => onEvent({ type: 'worker-output', worker: worker.id, stream, line }),
  });
  const [life] = await Promise.allSettled([live(child, init)]);
  const left = await child.stop();
  if (life.status === 'rejected') throw life.reason;
  return { ...life.value, left };
}

async function live(child: ForegroundProcess, init: LiveInit): Promise<Life> {
  const problem = await untilHealthy(child, init);
  if (init.signal.aborted) return { type: 'aborted', ending: child.ending() ?? 'stopped' };
  if (problem !== undefined) return { type: 'not-ready', ending: problem };
  init.onHealthy();
  const ending = await untilEnded(child, init);
  return init.signal.aborted ? { type: 'aborted', ending } : { type: 'ended', ending };
}

/** Why it did not become healthy; `undefined` when it did, or the signal aborts. */
async function untilHealthy(
  child: ForegroundProcess,
  { port, signal, readySeconds }: LiveInit,
): Promise<string | undefined> {
  const end = performance.now() + readySeconds * 1_000;
  while (!signal.aborted) {
    const isHealthy = await probeHealth(port, signal);
    // What answered may be another program, if ours has ended in the meantime.
    const ending = child.ending();
    if (ending !== undefined) return `it ended with ${ending}`;
    if (isHealthy || signal.aborted) return undefined;
    if (performance.now() >= end)
      return `http://127.0.0.1:${port}/health did not respond within ${readySeconds} s`;
    await untilAny(STARTING_MILLISECONDS, [signal, child.ended]);
  }
  return undefined;
}

/** How it ended; one that hangs has ended too where it would be started again. */
async function untilEnded(child: ForegroundProcess, { port, signal, restart }: LiveInit): Promise<string> {
  const tally = new HealthTally();
  while (!signal.aborted) {
    await untilAny(HEALTH_MILLISECONDS, [signal, child.ended]);
    const ending = child.ending();
    if (ending !== undefined) return ending;
    if (restart !== 'on-failure' || signal.aborted) continue;
    if (tally.add(await probeHealth(port, signal)) === 'unhealthy' && !signal.aborted)
      return `GET /health failed ${UNHEALTHY_AFTER} times in a row`;
  }
  return child.ending() ?? 'stopped';
}
