import type { FetchEvent } from './events.js';

const MILLISECONDS_BETWEEN_EVENTS = 100;

/** Tells the bytes received of one source, at most ten times a second and once at the end. */
export interface ProgressReporter {
  report(receivedBytes: number, totalBytes: number | undefined): void;
  /** Tells the last state, unless it was told already. */
  finish(): void;
}

export function createProgressReporter(name: string, emit: (event: FetchEvent) => void): ProgressReporter {
  let lastTold = Number.NEGATIVE_INFINITY;
  let untold: FetchEvent | undefined;
  const tell = () => {
    if (untold === undefined) return;
    const event = untold;
    untold = undefined;
    lastTold = performance.now();
    emit(event);
  };
  return {
    report(receivedBytes, totalBytes) {
      untold = { type: 'source-progress', name, receivedBytes, totalBytes };
      if (performance.now() - lastTold >= MILLISECONDS_BETWEEN_EVENTS) tell();
    },
    finish: tell,
  };
}
