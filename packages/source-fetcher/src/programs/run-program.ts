import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly cwd?: string | undefined;
  readonly input?: string | Uint8Array | undefined;
  /** Is told what the program says on its standard error; what it throws ends the program. */
  readonly onStderr?: ((text: string) => void) | undefined;
  /** Milliseconds without any output before it is given up. @default never */
  readonly stallMilliseconds?: number | undefined;
  /** The most bytes of output that are collected. @default 64 MiB */
  readonly maxOutputBytes?: number | undefined;
}

const DEFAULT_MAX_OUTPUT = 64 * 1024 * 1024;
const STDERR_TAIL = 2_000;
const KILL_MILLISECONDS = 100;

/**
 * Runs a program to its end and answers what it printed. It runs in a process group of its own, which is ended
 * as a whole when the signal is aborted.
 * @throws SourceFetchError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `UNREACHABLE` when it stalls, `LIMIT`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of streamProgram(program, args, options)) {
    bytes += chunk.length;
    if (bytes > (options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT)) throw outputError(program);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a program prints, as it comes. The program is ended when the loop is left. */
export async function* streamProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): AsyncGenerator<Buffer, void> {
  options.signal.throwIfAborted();
  const child = start(program, args, options);
  const closed = once(child, 'close').catch((error: unknown) => error);
  const watch = watchOver(child, options);
  try {
    for await (const chunk of child.stdout) {
      watch.keepAlive();
      yield chunk as Buffer;
    }
    const outcome: unknown = await closed;
    watch.throwIfEnded();
    if (outcome instanceof Error) throw startError(program, outcome);
    if (child.exitCode !== 0) throw failedError(program, { child, stderr: watch.stderr() });
  } catch (error) {
    watch.throwIfEnded();
    throw error;
  } finally {
    endGroup(child);
    await closed;
    watch.stop();
  }
}

type Child = ChildProcess & {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
};

function start(program: string, args: readonly string[], { env, cwd, input }: RunOptions): Child {
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that does not read its input closes it; that is its own affair.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return child;
}

interface Watch {
  readonly keepAlive: () => void;
  readonly throwIfEnded: () => void;
  readonly stderr: () => string;
  readonly stop: () => void;
}

/** Ends the program when it is cancelled, stalls, or says what its watcher does not want. */
function watchOver(child: Child, { signal, onStderr, stallMilliseconds }: RunOptions): Watch {
  let tail = '';
  let ended: { readonly reason: unknown } | undefined;
  const end = (reason: unknown) => {
    ended ??= { reason };
    endGroup(child);
  };
  const onAbort = () => end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer =
    stallMilliseconds === undefined
      ? undefined
      : setTimeout(() => end(stallError(child, stallMilliseconds)), stallMilliseconds);
  child.stderr.on('data', (chunk: Buffer) => {
    timer?.refresh();
    tail = (tail + chunk.toString('utf8')).slice(-STDERR_TAIL);
    try {
      onStderr?.(chunk.toString('utf8'));
    } catch (thrown) {
      end(thrown);
    }
  });
  return {
    keepAlive: () => void timer?.refresh(),
    stderr: () => tail,
    throwIfEnded: () => {
      if (ended !== undefined) throw ended.reason;
    },
    stop: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Asks the program's group to end, so that it can tidy up, and soon makes it. */
function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_MILLISECONDS);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has come to its end by itself.
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

function startError(program: string, cause: Error): SourceFetchError | Error {
  if (!isSystemError(cause, 'ENOENT', 'EACCES')) return cause;
  return new SourceFetchError({
    code: 'PROGRAM_MISSING',
    message: `The program '${program}' is needed, but it is not installed.`,
    hint: `Install ${program}, or hand in an env whose PATH has it.`,
    cause,
  });
}

interface FailedInit {
  readonly child: ChildProcess;
  readonly stderr: string;
}

function failedError(program: string, { child, stderr }: FailedInit): SourceFetchError {
  const how = child.exitCode === null ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
  const lines = stderr.trim().split(/[\r\n]+/);
  return new SourceFetchError({
    code: 'PROGRAM_FAILED',
    message: `The program '${program}' failed with ${how}: ${showForeign(lines.slice(-3).join(' '))}.`,
  });
}

function stallError(child: ChildProcess, milliseconds: number): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `The program '${child.spawnfile}' said nothing for ${milliseconds} ms.`,
    hint: 'Try again, or raise limits.stallMilliseconds.',
    retryable: {},
  });
}

function outputError(program: string): SourceFetchError {
  return new SourceFetchError({ code: 'LIMIT', message: `The program '${program}' printed too much.` });
}
