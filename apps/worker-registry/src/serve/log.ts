import type { RequestRecord } from '../app/observe-requests.js';
import type { RefusedWorker } from '../store/open-folder-store.js';

/** What the server logs while it runs. */
export type LogEvent =
  | { readonly event: 'listening'; readonly url: string; readonly served: number; readonly refused: number }
  | ({ readonly event: 'request' } & RequestRecord)
  /** A version is not served as it lies in the folder; `isServed` when its last good state still is. */
  | ({ readonly event: 'worker-refused'; readonly reasons: readonly string[] } & Pick<
      RefusedWorker,
      'path' | 'isServed'
    >)
  | { readonly event: 'folder-read'; readonly served: number; readonly refused: number }
  | { readonly event: 'error'; readonly message: string }
  | { readonly event: 'stopped' };

export type Log = (event: LogEvent) => void;

const LEVELS: Readonly<Record<LogEvent['event'], 'info' | 'warn' | 'error'>> = {
  listening: 'info',
  request: 'info',
  'worker-refused': 'warn',
  'folder-read': 'info',
  error: 'error',
  stopped: 'info',
};

/** A log of JSON lines: `time`, `level`, `event`, and what the event has. */
export function createLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (event) =>
    write(`${JSON.stringify({ time: now().toISOString(), level: LEVELS[event.event], ...event })}\n`);
}
