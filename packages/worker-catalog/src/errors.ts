import type { TreeDifference } from '@rbee/artifact-catalog';
import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

export type WorkerCatalogErrorCode =
  /** An option that the call does not have, or a value that it cannot take; nothing was done. */
  | 'INVALID_OPTIONS'
  /** No installed worker goes by that id. */
  | 'NOT_INSTALLED'
  /** The system refused to read or write what the catalog keeps of its own; `cause` is its error. */
  | 'IO'
  /** The file with the licence token could be read by others, or holds no token. */
  | 'LICENSE_FILE_UNSAFE'
  /** A worker's record names a program that is not in the worker's own folder. */
  | 'PROGRAM_OUTSIDE'
  /** A worker is not what was installed; `differences` names how. */
  | 'WORKER_CHANGED'
  /** There is no older version to go back to. */
  | 'NO_PREVIOUS_VERSION';

const marker = Symbol.for('@rbee/worker-catalog/error');

export interface WorkerCatalogErrorInit extends CodedErrorInit<WorkerCatalogErrorCode> {
  readonly differences?: readonly TreeDifference[] | undefined;
}

/** What this package's own methods reject with. */
export class WorkerCatalogError extends CodedError<WorkerCatalogErrorCode> {
  override readonly name = 'WorkerCatalogError';
  readonly [marker] = true;
  /** Of `WORKER_CHANGED`: how the worker is not what was installed; at most 1,000. */
  declare readonly differences?: readonly TreeDifference[];

  constructor(init: WorkerCatalogErrorInit) {
    super(init);
    if (init.differences !== undefined) this.differences = init.differences;
  }
}

/** Whether a value is this package's own error, whichever copy of the package made it. */
export function isWorkerCatalogError(value: unknown): value is WorkerCatalogError {
  return hasErrorMarker(value, marker);
}
