import type { LogEntry } from './log-entry.js';

type Write = (message: string, facts?: LogEntry['facts']) => void;

/** What the daemon reports to an operator. */
export interface Log {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export function logTo(onLog: ((entry: LogEntry) => void) | undefined): Log {
  const writer =
    (level: LogEntry['level']): Write =>
    (message, facts) =>
      onLog?.({ time: new Date().toISOString(), level, message, ...(facts && { facts }) });
  return { info: writer('info'), warn: writer('warn'), error: writer('error') };
}
