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
  /** Takes the times that an answer of bash tells. */
  note(outcome: Outcome): void;
}

/** bash tells the processor time of everything that has ended; samples stand in where it could not. */
export function createSessionMeter(watch: ResourceWatch): SessionMeter {
  let told = 0;
  let before = 0;
  return {
    note(outcome) {
      told =
        outcome.type === 'reply' ? outcome.reply.cpuMilliseconds : Math.max(told, watch.cpuMilliseconds());
    },
    reset() {
      before = told;
      watch.reset();
    },
    cpuMilliseconds: () => Math.max(0, told - before),
    peakMemoryBytes: () => watch.peakMemoryBytes(),
  };
}
