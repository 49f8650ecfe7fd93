import type { FetchEvent } from './events.js';

const MILLISECONDS_BETWEEN_EVENTS = 100;
/** The time over which the speed is taken, and the least for which there is one. */
const SPEED_WINDOW = 5_000;
const SPEED_MINIMUM = 500;

/** Tells the bytes received of one source, at most ten times a second and once at the end. */
export interface ProgressReporter {
  report(receivedBytes: number, totalBytes: number | undefined): void;
  /** Reports the last state, unless it was reported already. */
  finish(): void;
}

export function createProgressReporter(name: string, emit: (event: FetchEvent) => void): ProgressReporter {
  let lastTold = Number.NEGATIVE_INFINITY;
  let untold: FetchEvent | undefined;
  const speedAt = createSpeedometer();
  const tell = () => {
    if (untold === undefined) return;
    const event = untold;
    untold = undefined;
    lastTold = performance.now();
    emit(event);
  };
  return {
    report(receivedBytes, totalBytes) {
      const bytesPerSecond = speedAt(receivedBytes);
      untold = { type: 'source-progress', name, receivedBytes, totalBytes, bytesPerSecond };
      if (performance.now() - lastTold >= MILLISECONDS_BETWEEN_EVENTS) tell();
    },
    finish: tell,
  };
}

/** The speed over the last seconds, as far as there are enough of them. */
function createSpeedometer(): (bytes: number) => number | undefined {
  const samples: { readonly at: number; readonly bytes: number }[] = [];
  return (bytes) => {
    const at = performance.now();
    const last = samples.at(-1);
    if (last !== undefined && bytes < last.bytes) samples.length = 0;
    if (last === undefined || samples.length === 0 || at - last.at >= MILLISECONDS_BETWEEN_EVENTS)
      samples.push({ at, bytes });
    while (samples.length > 1 && at - (samples[0]?.at ?? at) > SPEED_WINDOW) samples.shift();
    const [first] = samples;
    if (first === undefined || at - first.at < SPEED_MINIMUM) return undefined;
    return Math.round(((bytes - first.bytes) / (at - first.at)) * 1000);
  };
}
