import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';
import type { ApiErrorCode } from './api/errors.js';
import type { GatewayErrorCode } from './api/gateway.js';

export type DaemonErrorCode = StartErrorCode | ApiErrorCode | GatewayErrorCode;

/** Why a daemon does not start. */
export type StartErrorCode =
  /** An option is not what it has to be. */
  | 'OPTION_INVALID'
  /** The file with the daemon's token has none, or is not the user's alone. */
  | 'TOKEN_UNUSABLE'
  /** Another daemon has the state folder. */
  | 'ALREADY_RUNNING'
  /** The address or port cannot be had. */
  | 'CANNOT_LISTEN'
  /** The state folder cannot be used. */
  | 'STATE_UNUSABLE'
  /** The system does not tell processes apart, as Windows does not so far. */
  | 'SYSTEM_UNSUPPORTED';

const marker = Symbol.for('rbee-hive-daemon/error');

export interface DaemonErrorInit extends CodedErrorInit<DaemonErrorCode> {
  /** Of `BAD_REQUEST`: the bad field. */
  readonly path?: string | undefined;
  /** Of a failure that passes: when to try again. */
  readonly retryAfterSeconds?: number | undefined;
}

/** What `startDaemon` rejects with, and what the daemon's own answers are made from. */
export class DaemonError extends CodedError<DaemonErrorCode> {
  override readonly name = 'DaemonError';
  readonly [marker] = true;
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: DaemonErrorInit) {
    super(init);
    this.path = init.path;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

/** Whether a value is this workspace's error, whichever copy of it made it. */
export function isDaemonError(value: unknown): value is DaemonError {
  return hasErrorMarker(value, marker);
}
