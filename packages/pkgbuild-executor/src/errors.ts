import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';
import type { Phase } from './types.js';

export type ExecuteErrorCode =
  /** bash, or `mkfifo` of the basic tools, is not on the `PATH` that was handed in. */
  | 'BASH_MISSING'
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
  /** A bound of {@link ExecuteLimits} was reached. */
  | 'LIMIT';

export interface ExecuteErrorInit extends CodedErrorInit<ExecuteErrorCode> {
  readonly phase?: Phase | undefined;
  readonly exitCode?: number | undefined;
  readonly lastLines?: readonly string[] | undefined;
}

const marker = Symbol.for('@rbee/pkgbuild-executor/error');

/** What `executePkgbuild` rejects with, unless it was cancelled: then it is the signal's reason. */
export class ExecuteError extends CodedError<ExecuteErrorCode> {
  override readonly name = 'ExecuteError';
  readonly [marker] = true;
  /** The function that failed; absent while the file was sourced. */
  readonly phase: Phase | undefined;
  readonly exitCode: number | undefined;
  /** The last lines the failing phase printed, both streams, oldest first; at most 20. */
  readonly lastLines: readonly string[];

  constructor(init: ExecuteErrorInit) {
    super(init);
    this.phase = init.phase;
    this.exitCode = init.exitCode;
    this.lastLines = init.lastLines ?? [];
  }
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isExecuteError(value: unknown): value is ExecuteError {
  return hasErrorMarker(value, marker);
}
