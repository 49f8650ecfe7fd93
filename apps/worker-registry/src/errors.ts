import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

export type WorkerRegistryErrorCode =
  /** The folder of workers does not exist or cannot be read. Pass another with `--workers`. */
  | 'FOLDER_UNREADABLE'
  /** An id, version, folder, program or proxy passed to a command is not valid. The message says what is expected. */
  | 'INVALID_ARGUMENT'
  /** The worker to add has a fault. Correct what the message lists, and add it again. */
  | 'INVALID_WORKER'
  /** The worker, or this version of it, already exists. Choose another id or raise the version. */
  | 'ALREADY_EXISTS'
  /** The worker, or this version of it, does not exist. The command `check` lists what does. */
  | 'NOT_FOUND'
  /** The address or port is not available. Choose another with `--host` and `--port`. */
  | 'CANNOT_LISTEN';

const marker = Symbol.for('rbee-worker-registry/error');

/** What this app's functions reject with, unless they are cancelled: then it is the signal's reason. */
export class WorkerRegistryError extends CodedError<WorkerRegistryErrorCode> {
  override readonly name = 'WorkerRegistryError';
  readonly [marker] = true;
}

/** Whether a value is this app's error, whichever copy of the module made it. */
export function isWorkerRegistryError(value: unknown): value is WorkerRegistryError {
  return hasErrorMarker(value, marker);
}
