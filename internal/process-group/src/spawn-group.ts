import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcessGroup } from './end-process-group.js';

export interface SpawnGroupOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the caller's */
  readonly cwd?: string | undefined;
  /** Takes what it prints, as it comes. */
  readonly onOutput: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

/** How a program ended. */
export type ProcessEnd =
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals }
  /** It could not be started. */
  | { readonly type: 'error'; readonly error: Error };

export interface SpawnedGroup {
  readonly pid: number | undefined;
  /** Resolves when the program has ended, whatever still holds its output open. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends it and all that it started, and waits for its last output. */
  end(graceMilliseconds: number): Promise<ProcessEnd>;
}

/** How long the last output of an ended program may take to arrive: a stray process may hold it open. */
const LAST_OUTPUT_MILLISECONDS = 500;

/** Starts a program, without a shell and without standard input, in a process group of its own. */
export function spawnGroup(
  program: string,
  args: readonly string[],
  options: SpawnGroupOptions,
): SpawnedGroup {
  const child = spawn(program, args, {
    cwd: options.cwd,
    detached: true,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => options.onOutput(chunk, stream));
  }
  const outputEnded = new Promise((resolve) => child.on('close', resolve));
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('error', (error) => resolve({ type: 'error', error }));
    child.on('exit', (code, signal) =>
      resolve(signal === null ? { type: 'exit', code: code ?? 0 } : { type: 'signal', signal }),
    );
  });
  return {
    pid: child.pid,
    ended,
    async end(graceMilliseconds) {
      if (child.pid !== undefined) await endProcessGroup(child.pid, graceMilliseconds);
      const end = await ended;
      await Promise.race([outputEnded, sleep(LAST_OUTPUT_MILLISECONDS, undefined, { ref: false })]);
      child.stdout.destroy();
      child.stderr.destroy();
      return end;
    },
  };
}
