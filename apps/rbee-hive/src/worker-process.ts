import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from './context.js';
import { printable } from './event-reporter.js';

/** Milliseconds between asking a worker to end and ending it. */
const GRACE_MS = 5_000;

/** Milliseconds that the last lines of an ended worker may take to arrive; a stray process may hold its output open. */
const OUTPUT_END_MS = 500;

/** Variables of the hive that no worker may see. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set(['RBEE_LICENSE_TOKEN']);

export interface WorkerProcess {
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Waits for its end; rejects with the signal's reason when that comes first. */
  ended(signal: AbortSignal): Promise<string>;
  /** SIGTERM to it and its children, SIGKILL when that does not help; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a worker in a process group of its own; what it prints is told line by line. */
export function startWorker(
  program: string,
  args: readonly string[],
  { tell, colors, env }: CommandContext,
): WorkerProcess {
  const child = spawn(program, args, {
    detached: true,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET_VARIABLES.has(name))),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => tell(colors.dim(`    ${printable(line)}`)));
  }
  const outputEnd = new Promise((resolve) => child.on('close', resolve));
  let ending: string | undefined;
  const end = new Promise<string>((resolve) => {
    const endWith = (how: string) => {
      ending ??= how;
      resolve(ending);
    };
    child.on('error', (error) => endWith(error.message));
    child.on('exit', (code, signalName) => endWith(signalName ?? `exit code ${code}`));
  });
  return {
    ending: () => ending,
    ended: async (signal) => {
      signal.throwIfAborted();
      await Promise.race([end, once(signal, 'abort')]);
      if (ending === undefined) signal.throwIfAborted();
      return end;
    },
    stop: async () => {
      killGroup(child.pid, 'SIGTERM');
      await Promise.race([end, sleep(GRACE_MS, undefined, { ref: false })]);
      killGroup(child.pid, 'SIGKILL');
      await end;
      await Promise.race([outputEnd, sleep(OUTPUT_END_MS, undefined, { ref: false })]);
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** Signals a worker and whatever it started; when all of them are gone already, nothing. */
function killGroup(pid: number | undefined, signalName: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signalName);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
