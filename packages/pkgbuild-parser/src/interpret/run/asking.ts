import type { Shell } from '../state/shell.js';

/** Runs what something asks for the status of. */
export function asking<T>(shell: Shell, run: () => T, atEnd?: () => void): T {
  const outer = shell.ignoresFailures;
  shell.ignoresFailures = true;
  try {
    return run();
  } finally {
    shell.ignoresFailures = outer;
    atEnd?.();
  }
}
