import type { GuardName } from '../guards/guard-facts.js';

/** A function of the PKGBUILD that makepkg runs, in its order. `package` means `package_<name>` too. */
export type Phase = 'verify' | 'prepare' | 'pkgver' | 'build' | 'check' | 'package';

/** All phases, in makepkg's order. */
export const ALL_PHASES: readonly Phase[] = Object.freeze([
  'verify',
  'prepare',
  'pkgver',
  'build',
  'check',
  'package',
]);

/** Which phase, and of which package. */
export interface PhaseName {
  readonly phase: Phase;
  readonly package?: string;
}

/** Why a phase ended. A cancelled one has no reason: the call rejects with the signal's own reason. */
export type EndReason = 'completed' | 'exit' | 'signal' | 'timeout' | 'limit' | 'sandbox';

/** How a phase went; an error has the same for the phase that failed. */
export interface PhaseReport {
  readonly milliseconds: number;
  /** Processor time, user and system, of bash and everything it waited for. */
  readonly cpuMilliseconds: number;
  /** The most memory that all processes together had to themselves, by samples; Linux only. */
  readonly peakMemoryBytes?: number;
  readonly guard: GuardName;
  /** The phase's log file, with {@link ExecuteOptions.logDir}. */
  readonly log?: string;
}

/** A phase that succeeded. */
export interface PhaseResult extends PhaseReport {
  readonly phase: Phase;
  /** The package, for phase `package`. */
  readonly package?: string;
  readonly reason: 'completed';
  readonly exitCode: 0;
}
