import type { HiveEvent } from '../events.js';

/** How an operation is followed and stopped. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: HiveEvent) => void;
}
