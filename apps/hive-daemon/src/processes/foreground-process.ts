import type { WorkerBinary } from '@rbee/worker-catalog';
import { createLineSplitter, type LineSplitter } from '@rbee-internal/system/files';
import {
  createProcessTree,
  newFamilyMark,
  type StartedProcess,
  SYSTEM_PROCESS_TABLE,
  startProcess,
} from '@rbee-internal/system/process';
import { pause } from '@rbee-internal/system/time';
import { describeEnd } from './describe-end.js';
import { familyPorts, markEntry } from './family.js';
import { WORKER_LIMITS } from './launch.js';
import { workerEnvironment } from './worker-environment.js';

/** Milliseconds between asking a worker to end and ending it. */
const GRACE_MS = 5_000;

/** How long what it printed last may take to be read, once no process is left that could print. */
const LAST_OUTPUT_MS = 500;

/** A longer line comes in pieces. */
const MAX_LINE_BYTES = 16 * 1024;

/** A worker whose output this process reads, and that ends with it. */
export interface ForegroundProcess {
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** The ports at which it listens, where they can be seen. */
  ports(): readonly number[];
  /** Aborted when it has ended. */
  readonly ended: AbortSignal;
  /**
   * Ends it and all that it has started, also in sessions of their own: SIGTERM, a time of grace, SIGKILL. Resolves with
   * the ids of processes that could not be ended.
   */
  stop(): Promise<readonly number[]>;
}

export interface ForegroundInit {
  readonly args: readonly string[];
  /** The environment, which it gets without the hive's secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables besides these, such as the launch's own. */
  readonly ownEnv?: Readonly<Record<string, string>> | undefined;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** Starts a worker in a session of its own; what it prints is passed on, a line at a time. */
export function startInForeground(
  { path }: Pick<WorkerBinary, 'path'>,
  { args, env, ownEnv, onLine }: ForegroundInit,
): ForegroundProcess {
  const mark = newFamilyMark();
  const started = startProcess(path, args, {
    env: { ...workerEnvironment(env, undefined), ...ownEnv, ...markEntry(mark) },
    stdio: ['ignore', 'pipe', 'pipe'],
    limits: WORKER_LIMITS,
  });
  const ended = new AbortController();
  void started.ended.then(() => ended.abort());
  const outputs = (['stdout', 'stderr'] as const).map((stream, index) =>
    readLines(started.stdio[index + 1], (line) => onLine(stream, line)),
  );
  const stop = async () => {
    const left = await endAll(started, mark);
    await Promise.race([Promise.all(outputs.map(({ closed }) => closed)), pause(LAST_OUTPUT_MS)]);
    for (const { close } of outputs) close();
    return left;
  };
  let stopping: ReturnType<typeof stop> | undefined;
  return {
    ending: () => describeEnd(started.end()),
    ports: () => (started.pid === undefined ? [] : familyPorts({ pid: started.pid, mark })),
    ended: ended.signal,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function endAll({ pid, end }: StartedProcess, mark: string): Promise<readonly number[]> {
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
