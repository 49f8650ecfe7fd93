import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

export type WorkerRegistryErrorCode =
  /** The folder of workers is not there or cannot be read. */
  | 'FOLDER_UNREADABLE'
  /** A worker's folder or one of its files cannot be served. */
  | 'INVALID_WORKER';

const marker = Symbol.for('rbee-worker-registry/error');

/** What `openFolderStore` rejects with, unless it was cancelled: then it is the signal's reason. */
export class WorkerRegistryError extends CodedError<WorkerRegistryErrorCode> {
  override readonly name = 'WorkerRegistryError';
  readonly [marker] = true;
}

/** Whether a value is this app's error, whichever copy of the module made it. */
export function isWorkerRegistryError(value: unknown): value is WorkerRegistryError {
  return hasErrorMarker(value, marker);
}
