import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { WorkerBinary } from '@rbee/worker-catalog';
import { type ProcessEnd, spawnGroup } from '@rbee-internal/process-group';
import { workerEnvironment } from 'rbee-hive-daemon/local';
import type { CommandContext } from './context.js';

/** Milliseconds between asking a worker to end and ending it. */
const GRACE_MS = 5_000;

export interface WorkerProcess {
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Waits for its end; rejects with the signal's reason when that comes first. */
  ended(signal: AbortSignal): Promise<string>;
  /** SIGTERM to it and its children, SIGKILL when that does not help; resolves when they are gone. */
  stop(): Promise<void>;
}

/** Starts a worker in a process group of its own; what it prints are events, a line each. */
export function startWorker(
  { id, path }: WorkerBinary,
  args: readonly string[],
  { onEvent, env }: Pick<CommandContext, 'onEvent' | 'env'>,
): WorkerProcess {
  const lines = { stdout: new PassThrough(), stderr: new PassThrough() };
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: lines[stream] }).on('line', (line) =>
      onEvent({ type: 'worker-output', worker: id, stream, line }),
    );
  }
  const group = spawnGroup(path, args, {
    env: workerEnvironment(env, undefined),
    onOutput: (chunk, stream) => lines[stream].write(chunk),
  });
  let ending: string | undefined;
  const end = group.ended.then((how) => {
    ending = describeEnd(how);
    return ending;
  });
  return {
    ending: () => ending,
    ended: (signal) => untilAborted(end, signal),
    stop: async () => {
      await group.end(GRACE_MS);
      for (const stream of Object.values(lines)) stream.end();
    },
  };
}

function describeEnd(end: ProcessEnd): string {
  switch (end.type) {
    case 'exit':
      return `exit code ${end.code}`;
    case 'signal':
      return end.signal;
    case 'error':
      return end.error.message;
    default:
      return end satisfies never;
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
