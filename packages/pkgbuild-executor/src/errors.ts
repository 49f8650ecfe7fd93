import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';
import type { SandboxProblem } from './guards/sandbox-problem.js';
import type { LimitName } from './limits/execute-limits.js';
import type { NetworkAttempt } from './network/network-attempt.js';
import type { EndReason, Phase, PhaseReport } from './phases/phase.js';

/** Why a call failed. */
export type ExecuteErrorCode =
  /** bash, or `mkfifo` of the basic tools, is not on the `PATH` that was passed. */
  | 'BASH_MISSING'
  /** An option is not of the kind that it must be, or there is no such option. */
  | 'INVALID_OPTION'
  /** A package name, `pkgbase` or `carch` breaks the rule of PKGBUILD(5). */
  | 'INVALID_NAME'
  /** The PKGBUILD could not be sourced, or lacks a function that was promised. */
  | 'SOURCE_FAILED'
  /** A function failed: see `phase`, `exitCode` and `lastLines`. */
  | 'FUNCTION_FAILED'
  /** bash was ended by a signal that was not ours. */
  | 'KILLED'
  /** `pkgver()` printed no valid version. */
  | 'INVALID_PKGVER'
  /** A bound of {@link ExecuteLimits} was reached: see `limit`. */
  | 'LIMIT'
  /** A sandbox was required, and there is none that works. */
  | 'SANDBOX'
  /** A folder or file of the build is not the one that it was: a link, or something else, is in its place. */
  | 'FOLDER_REPLACED'
  /** A package holds what no package may hold. */
  | 'PACKAGE_INVALID'
  /** A `makepkg.conf` could not be read. */
  | 'CONFIG_INVALID';

/** What an {@link ExecuteError} is made of. */
export interface ExecuteErrorInit extends CodedErrorInit<ExecuteErrorCode> {
  readonly phase?: Phase | undefined;
  readonly package?: string | undefined;
  readonly reason?: EndReason | undefined;
  readonly limit?: LimitName | undefined;
  readonly exitCode?: number | undefined;
  readonly line?: number | undefined;
  readonly lastLines?: readonly string[] | undefined;
  readonly report?: PhaseReport | undefined;
  readonly sandboxProblem?: SandboxProblem | undefined;
  readonly networkAttempt?: NetworkAttempt | undefined;
}

const marker = Symbol.for('@rbee/pkgbuild-executor/error');

/** What every call of this package rejects with, unless it was cancelled: then it is the signal's reason. */
export class ExecuteError extends CodedError<ExecuteErrorCode> {
  override readonly name = 'ExecuteError';
  readonly [marker] = true;
  /** The function that failed; absent while the file was sourced. */
  readonly phase: Phase | undefined;
  /** The package, for phase `package`. */
  readonly package: string | undefined;
  /** Why the phase ended; absent when nothing had been started. */
  readonly reason: EndReason | undefined;
  /** The bound that was reached, for `LIMIT`. */
  readonly limit: LimitName | undefined;
  readonly exitCode: number | undefined;
  /** The line of the PKGBUILD whose command failed, where bash reports it. */
  readonly line: number | undefined;
  /** How the phase went until it failed; absent when none had begun. */
  readonly report: PhaseReport | undefined;
  /** Why there is no sandbox, for `SANDBOX`. */
  readonly sandboxProblem: SandboxProblem | undefined;
  /** What of the network the failed phase tried to reach without success, for `FUNCTION_FAILED`; absent where nothing shows it. */
  readonly networkAttempt: NetworkAttempt | undefined;
  /** The last lines the failing phase printed, both streams, oldest first; at most 20. */
  readonly lastLines: readonly string[];

  constructor(init: ExecuteErrorInit) {
    super(init);
    this.phase = init.phase;
    this.package = init.package;
    this.reason = init.reason;
    this.limit = init.limit;
    this.exitCode = init.exitCode;
    this.line = init.line;
    this.report = init.report;
    this.sandboxProblem = init.sandboxProblem;
    this.networkAttempt = init.networkAttempt;
    this.lastLines = init.lastLines ?? [];
  }
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isExecuteError(value: unknown): value is ExecuteError {
  return hasErrorMarker(value, marker);
}
