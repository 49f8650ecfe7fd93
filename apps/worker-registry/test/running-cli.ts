import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** The program as it is built: so the tests also see that it finds its workers from there. */
export const program = path.resolve(import.meta.dirname, '../dist/cli.js');

export interface RunningCli {
  /** The first line it prints. */
  readonly line: string;
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has logged so far. */
  readonly log: readonly Record<string, unknown>[];
  /** Resolves with the first logged line of this event that fits, also one of the past, but none that is forgotten. */
  logged(event: string, fits?: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Forgets what was logged so far, before something that is to be logged of. */
  forget(): void;
  /** Resolves with its exit code. */
  readonly stopped: Promise<number | null>;
  /** Resolves with its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `serve` on a free port until the current test is over. */
export async function startCli(...args: string[]): Promise<RunningCli> {
  return startCliWith([], ...args);
}

/** As `startCli`, with arguments for Node itself. */
export async function startCliWith(nodeArgs: readonly string[], ...args: string[]): Promise<RunningCli> {
  const child = spawn(process.execPath, [...nodeArgs, program, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const log: Record<string, unknown>[] = [];
  let forgotten = 0;
  const lines = createInterface(child.stderr);
  lines.on('line', (line) => log.push(JSON.parse(line)));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    ...{ line, url: line.replace(/^.* at /, ''), child, log, stopped: exited.then(([code]) => code) },
    async logged(event, fits = () => true) {
      for (;;) {
        const found = log.slice(forgotten).find((each) => each.event === event && fits(each));
        if (found !== undefined) return found;
        await once(lines, 'line');
      }
    },
    forget() {
      forgotten = log.length;
    },
    async stop(signal) {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
