import type { WorkerBinary } from '@rbee/worker-catalog';
import type { RestartPolicy } from '../api/restart-policy.js';
import { choosePort, isPortFree } from './choose-port.js';
import { explainEnd } from './failure-report.js';
import { type ForegroundProcess, startInForeground } from './foreground-process.js';
import { describeAnswer, type HealthAnswer, type HealthTarget, probeHealth } from './health-probe.js';
import { HealthTally, UNHEALTHY_AFTER } from './health-tally.js';
import { startHeartbeat } from './heartbeat.js';
import { type LaunchPlan, type LaunchRequest, planLaunch } from './launch-plan.js';
import { RestartBudget } from './restart-budget.js';
import { fittingGpus } from './settings/fitting-gpus.js';
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

export interface RunWorkerOptions extends Omit<LaunchRequest, 'env'> {
  /** Variables to set for the worker. @default none */
  readonly workerEnv?: Readonly<Record<string, string>> | undefined;
  /** Ends the worker and all that it started. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunWorkerEvent) => void;
  /** The environment; the worker gets it without the hive's secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it sends its heartbeat. */
  readonly queenUrl: string;
  /** @default a free one */
  readonly port?: number | undefined;
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
  /** Why it ended before it was ready, and what can be done, where that can be told. */
  readonly reason?: string | undefined;
  /** The ids of processes of it that could not be ended. */
  readonly left: readonly number[];
}

const HEALTH_MILLISECONDS = 5_000;
const STARTING_MILLISECONDS = 100;

type Life = Pick<WorkerRun, 'type' | 'ending' | 'reason'>;

/** Lines of a worker that are looked at when it ends at once. */
const TAIL_LINES = 20;

/**
 * Runs an installed worker until it ends or the signal aborts: for a program that needs no daemon. The worker ends with
 * all that it started, whatever happens.
 *
 * @throws DaemonError `WORKER_NOT_READY` when its port is taken; what `onEvent` throws
 */
export async function runWorker(worker: WorkerBinary, options: RunWorkerOptions): Promise<WorkerRun> {
  const { onEvent, restart } = options;
  const port = await choosePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const plan = planLaunch(
    worker,
    { ...options, env: options.workerEnv },
    {
      ...{ port, queenUrl: options.queenUrl, workDir: process.cwd() },
      ...{ machineEnv: options.env, fittingGpus: await fittingGpus(worker) },
      processId: `${worker.id}-${port}`,
    },
  );
  const budget = new RestartBudget();
  let wasHealthy = false;
  const onHealthy = () => {
    wasHealthy = true;
    onEvent({ type: 'worker-ready', worker: worker.id, url });
  };
  for (;;) {
    const life = await runOnce(worker, { ...options, port, plan, onHealthy });
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
  readonly plan: LaunchPlan;
  readonly onHealthy: () => void;
}

/** One start of a worker, to its end; nothing of it is left then, but what could not be ended. */
async function runOnce(worker: WorkerBinary, init: LiveInit): Promise<Omit<WorkerRun, 'url'>> {
  const { plan, env, onEvent } = init;
  let lastLines: readonly string[] = [];
  const child = startInForeground(worker, {
    ...{ args: plan.args, env, ownEnv: plan.env },
    onLine: (stream, line) => {
      lastLines = [...lastLines.slice(1 - TAIL_LINES), line];
      onEvent({ type: 'worker-output', worker: worker.id, stream, line });
    },
  });
  const [life] = await Promise.allSettled([live(child, init)]);
  const ending = child.ending();
  const left = await child.stop();
  if (life.status === 'rejected') throw life.reason;
  const isDead = life.value.type === 'not-ready' && ending !== undefined;
  const reason = isDead ? await explainEnd(worker.path, { ending, lastLines }) : undefined;
  return { ...life.value, left, reason };
}

async function live(child: ForegroundProcess, init: LiveInit): Promise<Life> {
  const problem = await untilHealthy(child, init);
  if (init.signal.aborted) return { type: 'aborted', ending: child.ending() ?? 'stopped' };
  if (problem !== undefined) return { type: 'not-ready', ending: problem };
  init.onHealthy();
  const endHeartbeat = beginHeartbeat(init);
  const ending = await untilEnded(child, init).finally(endHeartbeat);
  return init.signal.aborted ? { type: 'aborted', ending } : { type: 'ended', ending };
}

/** Sends the heartbeat of a worker that sends none itself. Returns what ends it. */
function beginHeartbeat({ plan, port, queenUrl }: LiveInit): () => void {
  if (plan.launch.heartbeat !== 'hive') return () => undefined;
  return startHeartbeat({
    ...{ queenUrl, workerId: `worker-${port}`, workerUrl: `http://127.0.0.1:${port}` },
    isReady: () => true,
    onTrouble: () => undefined,
    now: () => new Date(),
  });
}

function targetOf({ port, plan }: LiveInit): HealthTarget {
  return { port, health: plan.health };
}

/** Why it did not become healthy; `undefined` when it did, or the signal aborts. */
async function untilHealthy(child: ForegroundProcess, init: LiveInit): Promise<string | undefined> {
  const { signal, plan } = init;
  const target = targetOf(init);
  const end = performance.now() + plan.readySeconds * 1_000;
  while (!signal.aborted) {
    const answer: HealthAnswer = await probeHealth(target, signal);
    // What answered may be another program, if ours has ended in the meantime.
    const ending = child.ending();
    if (ending !== undefined) return `it ended with ${ending}`;
    if (answer.type === 'ready' || signal.aborted) return undefined;
    if (performance.now() >= end)
      return `after ${plan.readySeconds} s it ${await describeAnswer(answer, { ...target, elsewhere: child.ports() })}`;
    await untilAny(STARTING_MILLISECONDS, [signal, child.ended]);
  }
  return undefined;
}

/** How it ended; one that hangs has ended too where it would be started again. */
async function untilEnded(child: ForegroundProcess, init: LiveInit): Promise<string> {
  const { signal, restart } = init;
  const tally = new HealthTally();
  while (!signal.aborted) {
    await untilAny(HEALTH_MILLISECONDS, [signal, child.ended]);
    const ending = child.ending();
    if (ending !== undefined) return ending;
    if (restart !== 'on-failure' || signal.aborted) continue;
    const { type } = await probeHealth(targetOf(init), signal);
    if (tally.add(type === 'ready') === 'unhealthy' && !signal.aborted)
      return `GET /health failed ${UNHEALTHY_AFTER} times in a row`;
  }
  return child.ending() ?? 'stopped';
}
