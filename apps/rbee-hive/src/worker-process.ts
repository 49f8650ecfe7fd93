import { execa } from 'execa';
import type { CommandContext } from './context.js';
import { printable } from './event-reporter.js';

/** Milliseconds between asking a worker to end and ending it. */
const GRACE_MS = 5_000;

/** Variables of the hive that no worker may see. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set(['RBEE_LICENSE_TOKEN']);

export interface WorkerProcess {
  /** How it ended, such as `exit code 1`; `undefined` while it runs. */
  ending(): string | undefined;
  /** Waits for its end; rejects with the signal's reason when that comes first. */
  ended(signal: AbortSignal): Promise<string>;
  /** SIGTERM, and SIGKILL when that does not help; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a worker; what it prints is told line by line. */
export function startWorker(
  program: string,
  args: readonly string[],
  { tell, colors, env }: CommandContext,
): WorkerProcess {
  let ending: string | undefined;
  const child = execa(program, args, {
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET_VARIABLES.has(name))),
    extendEnv: false,
    forceKillAfterDelay: GRACE_MS,
  });
  const relayed = relayLines(child.iterable({ from: 'all' }), (line) =>
    tell(colors.dim(`    ${printable(line)}`)),
  );
  const end = child.then(async (result) => {
    await relayed;
    ending =
      result.exitCode !== undefined
        ? `exit code ${result.exitCode}`
        : (result.signal ?? result.originalMessage ?? 'an error');
    return ending;
  });
  return {
    ending: () => ending,
    ended: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        return void end.then(resolve, reject);
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await end;
    },
  };
}

async function relayLines(lines: AsyncIterable<string>, tell: (line: string) => void): Promise<void> {
  for await (const line of lines) tell(line);
}
