import type { DaemonOptions, LogEntry } from './options.js';

type Tell = (message: string, facts?: LogEntry['facts']) => void;

/** Where the daemon tells what an operator wants to know. */
export interface Log {
  readonly info: Tell;
  readonly warn: Tell;
  readonly error: Tell;
}

export function logTo(onLog: DaemonOptions['onLog']): Log {
  const teller =
    (level: LogEntry['level']): Tell =>
    (message, facts) =>
      onLog?.({ time: new Date().toISOString(), level, message, ...(facts && { facts }) });
  return { info: teller('info'), warn: teller('warn'), error: teller('error') };
}
