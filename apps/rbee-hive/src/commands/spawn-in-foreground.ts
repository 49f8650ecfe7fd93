import type { WorkerBinary } from '@rbee/worker-catalog';
import { pause } from '@rbee-internal/system/time';
import { choosePort, probeHealth } from 'rbee-hive-daemon/local';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { processesLeft, withProcessesLeft } from '../processes-left.js';
import { startWorker, type WorkerProcess } from '../worker-process.js';
import { howToTalkTo, type SpawnOptions } from './spawn.js';

/** Where a queen listens when nothing says otherwise. */
const DEFAULT_QUEEN_URL = 'http://localhost:7833';

/** Milliseconds between two questions for `/health`. */
const HEALTH_INTERVAL_MS = 100;

export interface ForegroundResult {
  readonly worker: string;
  readonly url: string;
  /** How it ended, such as `exit code 0`. */
  readonly ending: string;
}

/** Starts a worker, waits until it is healthy, says how to talk to it, and stays until it ends. */
export async function spawnInForeground(
  worker: WorkerBinary,
  options: SpawnOptions,
  context: CommandContext,
): Promise<ForegroundResult> {
  const { signal, tell, print, onEvent } = context;
  const { queenUrl = DEFAULT_QUEEN_URL } = options;
  const port = await choosePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--queen-url', queenUrl, ...options.args];
  const child = startWorker(worker, args, context);
  const [outcome] = await Promise.allSettled([stay()]);
  const left = await child.stop();
  if (outcome.status === 'rejected') throw withProcessesLeft(outcome.reason, left);
  if (left.length > 0) throw processesLeft(left);
  return { worker: worker.id, url, ending: outcome.value };

  async function stay(): Promise<string> {
    await waitUntilHealthy(child, { port, worker, signal, seconds: options.readyTimeout });
    for (const line of howToTalkTo(worker, url)) tell(line);
    tell('It runs until Ctrl-C.');
    print(url);
    onEvent({ type: 'worker-ready', worker: worker.id, url });
    return waitUntilEnded(child, worker, signal);
  }
}

interface Waiting {
  readonly port: number;
  readonly worker: WorkerBinary;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

async function waitUntilHealthy(
  child: WorkerProcess,
  { port, worker, signal, seconds }: Waiting,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await probeHealth(port, signal))) {
    signal.throwIfAborted();
    const ending = child.ending();
    if (ending !== undefined) throw notReady(worker, `it ended with ${ending}`);
    if (performance.now() > deadline)
      throw notReady(worker, `http://127.0.0.1:${port}/health did not answer within ${seconds} s`);
    await pause(HEALTH_INTERVAL_MS, signal);
  }
}

async function waitUntilEnded(
  child: WorkerProcess,
  worker: WorkerBinary,
  signal: AbortSignal,
): Promise<string> {
  const ending = await child.ended(signal);
  if (ending === 'exit code 0') return ending;
  throw new CommandFailure({
    code: 'WORKER_ENDED',
    message: `${worker.id} ended with ${ending}.`,
    hint: 'Its own messages stand above.',
  });
}

function notReady(worker: WorkerBinary, reason: string): CommandFailure {
  return new CommandFailure({
    code: 'WORKER_NOT_READY',
    message: `${worker.id} did not become ready: ${reason}.`,
    hint: 'Its own messages stand above.',
  });
}
