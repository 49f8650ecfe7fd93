import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

export type WorkerRegistryErrorCode =
  /** The folder of workers is not there or cannot be read. */
  | 'FOLDER_UNREADABLE'
  /** An id, version, folder or proxy that a command was given cannot be used. */
  | 'INVALID_ARGUMENT'
  /** What is to be added has a fault. */
  | 'INVALID_WORKER'
  /** There is a worker, or this version of it, already. */
  | 'ALREADY_EXISTS'
  /** The worker, or this version of it, does not exist. */
  | 'NOT_FOUND'
  /** The address or port cannot be had. */
  | 'CANNOT_LISTEN';

const marker = Symbol.for('rbee-worker-registry/error');

/** What this app's functions reject with, unless they were cancelled: then it is the signal's reason. */
export class WorkerRegistryError extends CodedError<WorkerRegistryErrorCode> {
  override readonly name = 'WorkerRegistryError';
  readonly [marker] = true;
}

/** Whether a value is this app's error, whichever copy of the module made it. */
export function isWorkerRegistryError(value: unknown): value is WorkerRegistryError {
  return hasErrorMarker(value, marker);
}
