import type { ProcessEnd } from '@rbee-internal/system/process';

/** How a process ended, such as `exit code 1` or `SIGSEGV`; `undefined` while it runs. */
export function describeEnd(end: ProcessEnd | undefined): string | undefined {
  switch (end?.type) {
    case undefined:
      return undefined;
    case 'exit':
      return `exit code ${end.code}`;
    case 'signal':
      return end.signal;
    case 'error':
      return end.error.message;
    default:
      return end satisfies never;
  }
}
