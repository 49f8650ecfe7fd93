/** What an operator wants in a log; it never holds a secret. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** Facts, such as `{ method, path, status, milliseconds }`. */
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined;
}
