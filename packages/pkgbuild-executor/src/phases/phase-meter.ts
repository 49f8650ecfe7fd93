import type { ResourceWatch } from '../limits/resource-watch.js';
import type { Outcome } from '../session/outcome.js';

/** What is measured while a phase runs. */
export interface PhaseMeter {
  reset(): void;
  cpuMilliseconds(): number;
  peakMemoryBytes(): number | undefined;
}

/** Measures the phases of one bash. */
export interface SessionMeter extends PhaseMeter {
  /** Takes the times from a reply of bash. */
  note(outcome: Outcome): void;
}

/** bash reports the processor time of everything that has ended; where it could not, samples are used. */
export function createSessionMeter(watch: ResourceWatch): SessionMeter {
  let reported = 0;
  let before = 0;
  return {
    note(outcome) {
      reported =
        outcome.type === 'reply'
          ? outcome.reply.cpuMilliseconds
          : Math.max(reported, watch.cpuMilliseconds());
    },
    reset() {
      before = reported;
      watch.reset();
    },
    cpuMilliseconds: () => Math.max(0, reported - before),
    peakMemoryBytes: () => watch.peakMemoryBytes(),
  };
}
