import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program of the system that answers at once. @returns its standard output; empty when it fails */
export type AskProgram = (program: string, args: readonly string[]) => Promise<string>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_OUTPUT_BYTES = 8_192;

/** In English and in UTC, wherever the user is. */
export const askProgram: AskProgram = async (program, args) => {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      env: { LC_ALL: 'C', TZ: 'UTC' },
      timeout: TIMEOUT_MILLISECONDS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return stdout;
  } catch {
    return '';
  }
};
