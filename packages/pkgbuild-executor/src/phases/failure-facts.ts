import type { Phase, PhaseReport } from './phase.js';

/** What an error says about where it happened. */
export interface FailureFacts {
  readonly phase: Phase | undefined;
  readonly package?: string | undefined;
  readonly lastLines: readonly string[];
  /** More of them than an error carries. */
  readonly recentLines?: readonly string[];
  readonly report?: PhaseReport | undefined;
  /** Servers that the build asked for in vain, as `name:port`. */
  readonly refusedHosts?: readonly string[];
}
