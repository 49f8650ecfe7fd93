import { writeSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { EXIT_CODES } from './exit-codes.js';

/** Whether only the version is asked for. */
export function isVersion([first]: readonly string[]): boolean {
  return first === '--version' || first === '-V';
}

/** Prints it, for which nothing else has to be loaded. @returns the exit code */
export function printVersion(): number {
  try {
    writeSync(1, `${packageJson.version}\n`);
    return EXIT_CODES.ok;
  } catch {
    // Its output is no longer read.
    return EXIT_CODES.unread;
  }
}
