import { type ChildProcess, type Serializable, type StdioOptions, spawn } from 'node:child_process';
import { coverInherited } from './inherited-descriptors.js';
import { type KernelLimits, launchCommand } from './launch-command.js';
import type { ProcessEnd } from './process-end.js';

export interface StartOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the caller's */
  readonly cwd?: string | undefined;
  /** As for Node's `spawn`; the program gets these descriptors and no others. */
  readonly stdio: StdioOptions & readonly unknown[];
  /** Bounds that the kernel keeps. @default no limits of ours */
  readonly limits?: KernelLimits | undefined;
}

/** Messages to and from a program that has an `ipc` entry among its `stdio` and knows Node's way to use it. */
export interface ProcessChannel {
  /** `handle` is a server or socket that came with the message. */
  onMessage(listener: (message: unknown, handle: unknown) => void): void;
  /** A program that has closed the channel gets nothing; `onSent` is called in any case. */
  send(message: Serializable, onSent?: () => void): void;
  close(): void;
}

/** A program that was started. */
export interface StartedProcess {
  /** `undefined` when it could not be started. It leads a session and a group of its own. */
  readonly pid: number | undefined;
  /** Our ends of its pipes, by descriptor. */
  readonly stdio: ChildProcess['stdio'];
  /** What goes by the `ipc` entry of `stdio`, if there is one. */
  readonly channel?: ProcessChannel | undefined;
  /** Resolves when the program itself has ended, whatever still holds its output open. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** How it ended; `undefined` while it runs. */
  end(): ProcessEnd | undefined;
  /** Lets this process end while the program runs. */
  unref(): void;
}

/** Starts a program without a shell, in a session of its own, with no descriptor but those of `stdio`. */
export function startProcess(
  program: string,
  args: readonly string[],
  { env, cwd, stdio, limits }: StartOptions,
): StartedProcess {
  const command = [program, ...args];
  const [file = program, ...rest] = limits === undefined ? command : launchCommand(command, limits);
  let ending: ProcessEnd | undefined;
  let child: ChildProcess;
  try {
    child = spawn(file, rest, {
      cwd,
      env: { ...env },
      stdio: [...stdio, ...coverInherited(stdio.length)] as StdioOptions,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    return notStarted(error);
  }
  const ended = new Promise<ProcessEnd>((resolve) => {
    const settle = (end: ProcessEnd) => {
      ending ??= end;
      resolve(ending);
    };
    child.on('error', (error) => settle({ type: 'error', error }));
    child.on('exit', (code, signal) =>
      settle(signal === null ? { type: 'exit', code: code ?? 0 } : { type: 'signal', signal }),
    );
  });
  return {
    pid: child.pid,
    stdio: child.stdio,
    channel: stdio.includes('ipc') ? channelOf(child) : undefined,
    ended,
    end: () => ending,
    unref: () => child.unref(),
  };
}

function channelOf(child: ChildProcess): ProcessChannel {
  return {
    onMessage: (listener) => void child.on('message', listener),
    send(message, onSent) {
      if (child.connected) child.send(message, () => onSent?.());
      else onSent?.();
    },
    close() {
      if (child.connected) child.disconnect();
    },
  };
}

/** Node throws for arguments that no program can be started with, such as one with a NUL. */
function notStarted(thrown: unknown): StartedProcess {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const end: ProcessEnd = { type: 'error', error };
  return {
    pid: undefined,
    stdio: [null, null, null, undefined, undefined],
    ended: Promise.resolve(end),
    end: () => end,
    unref: () => undefined,
  };
}
