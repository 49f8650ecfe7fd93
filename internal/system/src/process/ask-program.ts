import type { Readable } from 'node:stream';
import { collectOutput } from './collected-output.js';
import { startProcess } from './start-process.js';

/** Runs a program of the system that answers at once. @returns its standard output; empty when it fails */
export type AskProgram = (program: string, args: readonly string[]) => Promise<string>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_OUTPUT_BYTES = 8_192;

/**
 * In English and in UTC, wherever the user is. It needs none of what `runProgram` is for, so a caller that only takes a lock
 * does not have to load execa.
 */
export const askProgram: AskProgram = async (program, args) => {
  const asked = startProcess(program, args, {
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stdout = asked.stdio[1] as Readable | null | undefined;
  const output = collectOutput(MAX_OUTPUT_BYTES);
  const closed = new Promise<void>((resolve) => {
    if (stdout) stdout.on('data', output.add).once('close', resolve);
    else resolve();
  });
  const timer = setTimeout(() => stdout?.destroy(), TIMEOUT_MILLISECONDS);
  await closed;
  clearTimeout(timer);
  const end = asked.end() ?? (await Promise.race([asked.ended, nothingAtOnce()]));
  return end?.type === 'exit' && end.code === 0 ? output.bytes().toString('utf8') : '';
};

/** A program whose output has ended has ended too, or does not count. */
function nothingAtOnce(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, 1_000, undefined).unref());
}
