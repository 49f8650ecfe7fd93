import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

export type FleetErrorCode =
  /** The fleet's file is not valid; the message has the line. */
  | 'FLEET_FILE_INVALID'
  /** The folder has no fleet, or one that cannot be read. */
  | 'FLEET_FOLDER_INVALID'
  /** The folder has a fleet already, or something else. */
  | 'FLEET_EXISTS'
  /** A name in the fleet, or the address of its server, is not one. */
  | 'FLEET_NAME_INVALID'
  /** A hive of this name is in the fleet. */
  | 'HIVE_EXISTS'
  /** No hive of this name is in the fleet. */
  | 'HIVE_UNKNOWN'
  /** The hive does not answer. */
  | 'HIVE_SILENT'
  /** The file with a hive's credentials cannot be used. */
  | 'CREDENTIALS_INVALID'
  /** The fleet's server cannot be reached. */
  | 'FLEET_UNREACHABLE'
  /** The fleet's server does not let these credentials in, or does not let them do this. */
  | 'FLEET_REFUSED'
  /** Not as many hives as are wanted can run a line; the message says why each cannot. */
  | 'CANNOT_PLACE'
  /** A rollout has not ended. */
  | 'ROLLOUT_RUNNING'
  /** There is no rollout to go on with, or to undo. */
  | 'NO_ROLLOUT'
  /** A rollout failed; every hive is as it was. */
  | 'ROLLOUT_REVERTED'
  /** Another program changed the same thing at the same time. */
  | 'CHANGED_MEANWHILE'
  /** What another version of this program wrote cannot be read. */
  | 'FLEET_FORMAT';

const marker = Symbol.for('rbee-hive-fleet/error');

/** What the fleet's calls reject with. */
export class FleetError extends CodedError<FleetErrorCode> {
  override readonly name = 'FleetError';
  readonly [marker] = true;

  constructor(init: CodedErrorInit<FleetErrorCode>) {
    super(init);
  }
}

/** Whether a value is this workspace's error, whichever copy of it made it. */
export function isFleetError(value: unknown): value is FleetError {
  return hasErrorMarker(value, marker);
}
