import { type ProcessEnd, spawnGroup } from './spawn-group.js';

export interface RunProgramOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the caller's */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMilliseconds: number;
  /** Of both streams together; what comes after is dropped. */
  readonly maxOutputBytes: number;
  /** Between SIGTERM and SIGKILL. @default 500 */
  readonly graceMilliseconds?: number | undefined;
}

export interface ProgramOutcome {
  readonly end: ProcessEnd | { readonly type: 'timeout' };
  /** What it printed, both streams in the order they came, decoded as UTF-8. */
  readonly output: string;
  /** The standard output alone. */
  readonly stdout: string;
}

const DEFAULT_GRACE_MILLISECONDS = 500;

/**
 * Runs a program to its end or its time limit, and ends whatever it started. A program that fails, or cannot be
 * started, is an outcome; the call rejects only with the signal's reason.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions,
): Promise<ProgramOutcome> {
  const { env, cwd, signal, graceMilliseconds = DEFAULT_GRACE_MILLISECONDS } = options;
  signal?.throwIfAborted();
  const chunks: { readonly bytes: Buffer; readonly stream: string }[] = [];
  let room = options.maxOutputBytes;
  const group = spawnGroup(program, args, {
    env,
    cwd,
    onOutput(chunk, stream) {
      chunks.push({ bytes: chunk.subarray(0, room), stream });
      room -= Math.min(room, chunk.length);
    },
  });
  const timeout = AbortSignal.timeout(options.timeoutMilliseconds);
  const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const isOver = await endsBefore(group.ended, stop);
  const end = await group.end(graceMilliseconds);
  signal?.throwIfAborted();
  const text = (of: typeof chunks) => Buffer.concat(of.map(({ bytes }) => bytes)).toString('utf8');
  return {
    end: isOver ? end : { type: 'timeout' },
    output: text(chunks),
    stdout: text(chunks.filter(({ stream }) => stream === 'stdout')),
  };
}

/** Whether the promise is fulfilled before the signal is aborted. */
async function endsBefore(ended: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<false>((resolve) => {
    onAbort = () => resolve(false);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([ended.then(() => true), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
