import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Options, ResultPromise } from 'execa';
import { endProcessGroup } from './end-process-group.js';
import { findProgram } from './find-program.js';
import { inheritedDescriptors } from './inherited-descriptors.js';
import { closingCommand } from './launch-command.js';
import type { ProcessEnd, ProgramEnd } from './process-end.js';

/** What every program that is run to its end can be given. */
export interface LeafOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the caller's */
  readonly cwd?: string | undefined;
  /** What it reads on its standard input. @default nothing */
  readonly input?: string | Uint8Array | undefined;
  /** When it is aborted, the program is ended and the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take. @default without end */
  readonly timeoutMilliseconds?: number | undefined;
  /** How long it may print nothing. @default without end */
  readonly stallMilliseconds?: number | undefined;
  /** Between SIGTERM and SIGKILL. @default 500 */
  readonly graceMilliseconds?: number | undefined;
}

/** A program that runs, with the means to watch over it. */
export interface LeafProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program itself has ended, whatever still holds its output open. Never rejects. */
  readonly exited: Promise<ProcessEnd>;
  /** Says that there was output. */
  keepAlive(): void;
  /** While the caller is busy with what there was, silence is not the program's fault. */
  pauseStall(): void;
  /** Ends it before its time, for a reason: the first one counts. */
  stop(reason: StopReason): void;
  /** Ends whatever is left of it, and returns how it ended. @throws what it was stopped with, where that is an error */
  close(): Promise<ProgramEnd>;
}

/** `thrown` is what the call is to reject with. */
export type StopReason = 'timeout' | 'stall' | 'too-much-output' | 'left' | { readonly thrown: unknown };

const DEFAULT_GRACE_MILLISECONDS = 500;

/**
 * Starts a program in a process group of its own, on execa. execa itself would wait for as long as any helper of the
 * program holds its pipes; here the group is ended when the program has.
 */
export async function startLeaf(
  program: string,
  args: readonly string[],
  options: LeafOptions,
): Promise<LeafProgram> {
  // Loading it takes longer than many a program runs.
  const { execa } = await import('execa');
  const [file = program, ...rest] = await withoutInherited([program, ...args], options);
  options.signal?.throwIfAborted();
  const child = execa(file, rest, execaOptions(options));
  child.catch(() => undefined);
  // A program that does not read its input closes it; that is its own affair.
  (child.stdin as Writable | null)?.on('error', () => undefined);
  return watchOver(child, options);
}

/**
 * execa takes 60 ms to look at descriptors that are covered one by one, so a shell closes them. One that cannot be
 * started is left to execa, whose error says more than the shell's.
 */
async function withoutInherited(
  command: readonly [string, ...string[]],
  { env, cwd = '.' }: LeafOptions,
): Promise<readonly string[]> {
  const inherited = inheritedDescriptors();
  if (inherited.length === 0) return command;
  const [program] = command;
  const folder = program.includes('/') ? path.resolve(cwd, path.dirname(program)) : env.PATH;
  const found = await findProgram(path.basename(program), { PATH: folder });
  return found === undefined ? command : closingCommand(command, inherited);
}

function execaOptions({ env, cwd, input }: LeafOptions) {
  return {
    ...(cwd !== undefined && { cwd }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env: { ...env },
    extendEnv: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    buffer: false,
    encoding: 'buffer',
    reject: false,
  } satisfies Options;
}

type Child = ResultPromise<ReturnType<typeof execaOptions>>;

function watchOver(child: Child, options: LeafOptions): LeafProgram {
  const { signal, timeoutMilliseconds, stallMilliseconds } = options;
  const grace = options.graceMilliseconds ?? DEFAULT_GRACE_MILLISECONDS;
  let stopped: StopReason | undefined;
  let ending: Promise<void> | undefined;
  const endGroup = () => {
    ending ??= endTree(child, grace);
    return ending;
  };
  const stop = (reason: StopReason) => {
    stopped ??= reason;
    void endGroup();
  };
  const exited = endOf(child);
  // What is left of its group ends with it: an own helper would hold the pipes.
  exited.then(endGroup);
  const onAbort = () => stop({ thrown: signal?.reason });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const timer = timerOf(timeoutMilliseconds, () => stop('timeout'));
  const stall = createStallTimer(stallMilliseconds, () => stop('stall'));
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    keepAlive: stall.refresh,
    pauseStall: stall.pause,
    stop,
    async close() {
      const end = await exited;
      await endGroup();
      clearTimeout(timer);
      stall.pause();
      signal?.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      if (typeof stopped === 'object') throw stopped.thrown;
      return stopped === undefined || stopped === 'left' ? end : { type: stopped };
    },
  };
}

function timerOf(milliseconds: number | undefined, run: () => void): NodeJS.Timeout | undefined {
  return milliseconds === undefined ? undefined : setTimeout(run, milliseconds);
}

/** A timer that begins again with each refresh, and not while it is paused. */
function createStallTimer(milliseconds: number | undefined, onStall: () => void) {
  let timer = timerOf(milliseconds, onStall);
  return {
    refresh() {
      clearTimeout(timer);
      timer = timerOf(milliseconds, onStall);
    },
    pause: () => clearTimeout(timer),
  };
}

async function endOf(child: Child): Promise<ProcessEnd> {
  // execa answers at once for what could not be started, and for others only when the pipes are closed.
  const failed = child.then((result) => result, asError);
  const exit = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { type: 'exit', code: code ?? 0 } : { type: 'signal', signal }),
    );
  });
  const first = await Promise.race([exit, failed]);
  if ('type' in first) return first;
  const { exitCode, signal } = first;
  if (signal !== undefined) return { type: 'signal', signal: signal as NodeJS.Signals };
  if (exitCode !== undefined) return { type: 'exit', code: exitCode };
  return { type: 'error', error: causeOf(first) };
}

function asError(thrown: unknown) {
  return { exitCode: undefined, signal: undefined, cause: thrown };
}

function causeOf({ cause }: { readonly cause?: unknown }): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

async function endTree(child: Child, graceMilliseconds: number): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else await endProcessGroup(child.pid, graceMilliseconds);
}
