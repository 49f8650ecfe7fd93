import type { WorkerBinary } from '@rbee/worker-catalog';
import { createLineSplitter, type LineSplitter } from '@rbee-internal/system/files';
import {
  createProcessTree,
  newFamilyMark,
  type ProcessEnd,
  type StartedProcess,
  SYSTEM_PROCESS_TABLE,
  startProcess,
} from '@rbee-internal/system/process';
import { pause, unlessAborted } from '@rbee-internal/system/time';
import { workerEnvironment } from 'rbee-hive-daemon/local';
import type { CommandContext } from './context.js';

/** Milliseconds between asking a worker to end and ending it. */
const GRACE_MS = 5_000;

/** How long what it printed last may take to be read, once no process is left that could print. */
const LAST_OUTPUT_MS = 500;

/** A longer line comes in pieces. */
const MAX_LINE_BYTES = 16 * 1024;

/** Files that a worker may have open; and it writes no core files, which are as large as its model. */
const LIMITS = { openFiles: 65_536 };

export interface WorkerProcess {
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Waits for its end; rejects with the signal's reason when that comes first. */
  ended(signal: AbortSignal): Promise<string>;
  /**
   * Ends it and all that it has started, also in sessions of their own: SIGTERM, a time of grace, SIGKILL. Resolves with
   * the ids of processes that could not be ended.
   */
  stop(): Promise<readonly number[]>;
}

/** Starts a worker in a session of its own; what it prints are events, a line each. */
export function startWorker(
  { id, path }: WorkerBinary,
  args: readonly string[],
  { onEvent, env }: Pick<CommandContext, 'onEvent' | 'env'>,
): WorkerProcess {
  const mark = newFamilyMark();
  const [markName = '', markValue] = mark.split('=', 2);
  const started = startProcess(path, args, {
    env: { ...workerEnvironment(env, undefined), [markName]: markValue },
    stdio: ['ignore', 'pipe', 'pipe'],
    limits: LIMITS,
  });
  const outputs = (['stdout', 'stderr'] as const).map((stream, index) =>
    readLines(started.stdio[index + 1], (line) =>
      onEvent({ type: 'worker-output', worker: id, stream, line }),
    ),
  );
  const stop = async () => {
    const left = await endFamily(started, mark);
    await Promise.race([Promise.all(outputs.map(({ closed }) => closed)), pause(LAST_OUTPUT_MS)]);
    for (const { close } of outputs) close();
    return left;
  };
  let stopping: ReturnType<typeof stop> | undefined;
  return {
    ending: () => describeEnd(started.end()),
    ended: async (signal) => describeEnd(await unlessAborted(started.ended, signal)),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function endFamily({ pid, end }: StartedProcess, mark: string): Promise<readonly number[]> {
  if (pid === undefined) return [];
  // Windows has no groups and no sessions; its processes cannot be seen by us.
  if (process.platform === 'win32') {
    if (end() === undefined) SYSTEM_PROCESS_TABLE.send(pid, 'SIGKILL');
    return [];
  }
  const tree = createProcessTree({ leader: pid, mark, graceMilliseconds: GRACE_MS });
  return (await tree.end()).map((info) => info.pid);
}

interface Output {
  /** Resolves when everything is read. */
  readonly closed: Promise<void>;
  /** Reads no more, also while a process still holds its other end. */
  close(): void;
}

function readLines(stream: StartedProcess['stdio'][number], onLine: (line: string) => void): Output {
  if (stream === null || stream === undefined) return { closed: Promise.resolve(), close: () => {} };
  const lines: LineSplitter = createLineSplitter({ maxBytes: MAX_LINE_BYTES, onLine });
  stream.on('data', (chunk: Buffer) => lines.push(chunk));
  const closed = new Promise<void>((resolve) => {
    stream.once('close', () => {
      lines.flush();
      resolve();
    });
  });
  // A broken pipe has nothing more to give; how the worker ended, its process says.
  stream.on('error', () => stream.destroy());
  return { closed, close: () => stream.destroy() };
}

function describeEnd(end: ProcessEnd): string;
function describeEnd(end: ProcessEnd | undefined): string | undefined;
function describeEnd(end: ProcessEnd | undefined): string | undefined {
  switch (end?.type) {
    case undefined:
      return undefined;
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
