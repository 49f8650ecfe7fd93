import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** The built program. */
export const CLI = path.resolve(import.meta.dirname, '../dist/cli.js');

export interface HiveRun {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<HiveResult>;
  /** Waits until its output, standard output first, matches; resolves with the first group, else the whole match. */
  printed(pattern: RegExp): Promise<string>;
}

export interface HiveResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HiveOptions {
  /** Home and cache of this run. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The user and group that runs it. @default this process's */
  readonly uid?: number;
}

/** Starts the built command line as a user would. */
export function startHive(args: readonly string[], { home, env, uid }: HiveOptions): HiveRun {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CACHE_HOME: path.join(home, 'cache'),
      XDG_STATE_HOME: path.join(home, 'state'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<HiveResult>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const watch = () => {
        const match = pattern.exec(`${output.stdout}\n${output.stderr}`);
        if (match !== null) resolve(match[1] ?? match[0]);
      };
      watchers.add(watch);
      watch();
      void ended.then(({ stderr }) => reject(new Error(`It ended without printing ${pattern}:\n${stderr}`)));
    });
  return { child, ended, printed };
}

/** Runs the command line to its end. */
export function runHive(args: readonly string[], options: HiveOptions): Promise<HiveResult> {
  return startHive(args, options).ended;
}
