import type { WorkerBinary } from '@rbee/worker-catalog';
import type { WorkerRun } from 'rbee-hive-daemon/local';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { howToTalkTo } from './how-to-talk-to.js';
import { processesLeft, withProcessesLeft } from './processes-left.js';
import type { SpawnOptions } from './spawn-options.js';

/** Where a queen listens when nothing says otherwise. */
const DEFAULT_QUEEN_URL = 'http://localhost:7833';

export interface ForegroundResult {
  readonly worker: string;
  readonly url: string;
  /** How it ended, such as `exit code 0`. */
  readonly ending: string;
}

/** Starts a worker, waits until it is healthy, says how to talk to it, and stays until it ends. */
export async function spawnInForeground(
  worker: WorkerBinary,
  { queenUrl = DEFAULT_QUEEN_URL, env: workerEnv, attach: _attach, ...options }: SpawnOptions,
  context: CommandContext,
): Promise<ForegroundResult> {
  const { runWorker } = await import('rbee-hive-daemon/local');
  const { signal, tell, print, onEvent, env } = context;
  let isFirst = true;
  const run = await runWorker(worker, {
    ...{ ...options, signal, env, workerEnv, queenUrl },
    onEvent(event) {
      if (event.type === 'worker-ready' && isFirst) {
        isFirst = false;
        for (const line of howToTalkTo(worker, event.url)) tell(line);
        tell('It runs until Ctrl-C.');
        print(event.url);
      }
      onEvent(event);
    },
  });
  const failure = failureOf(worker, run, signal);
  if (failure !== undefined) throw withProcessesLeft(failure, run.left);
  if (run.left.length > 0) throw processesLeft(run.left);
  return { worker: worker.id, url: run.url, ending: run.ending };
}

function failureOf({ id }: WorkerBinary, { type, ending, reason }: WorkerRun, signal: AbortSignal): unknown {
  if (type === 'aborted') return signal.reason;
  const hint = 'Its own messages are shown above.';
  if (type === 'not-ready')
    return new CommandFailure({
      code: 'WORKER_NOT_READY',
      message: `${id} did not become ready: ${ending}.`,
      hint: reason === undefined ? hint : `${reason} ${hint}`,
    });
  if (ending === 'exit code 0') return undefined;
  return new CommandFailure({ code: 'WORKER_ENDED', message: `${id} ended with ${ending}.`, hint });
}
