import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const GRACE_MS = 5_000;

/** A program of ours that serves something. */
export interface Program {
  /** The first URL on its standard output; of a hive it has the token. */
  readonly link: string;
  /** The same, as far as its origin. */
  readonly url: string;
  /** Sends a signal. @returns its exit code, when it has ended */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Runs node with these arguments until the test is over at most; resolves when a line with a URL was printed.
 *
 * @param env the whole environment, but for `PATH`
 */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
  onTestFinished(async () => {
    // One that is asked to end takes what it started with it.
    await Promise.race([end('SIGTERM'), sleep(GRACE_MS)]);
    await end('SIGKILL');
  });
  const link = await printedUrl(child, args);
  return { link, url: new URL(link).origin, end };
}

function printedUrl(child: ChildProcess, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [url] = /http:\/\/\S+(?=\n)/.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`${args.join(' ')} ended without a URL:\n${errors}`)));
  });
}
