import type { TreeDifference } from '@rbee/artifact-catalog';
import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a call of this package failed. */
export type WorkerCatalogErrorCode =
  /** An unknown option, or a value that is not valid; nothing was done. */
  | 'INVALID_OPTIONS'
  /** An operation has a field that is missing, unknown or not valid; `path` names it; nothing was done. */
  | 'INVALID_OPERATION'
  /** No installed worker has that id. */
  | 'NOT_INSTALLED'
  /** The system refused to read or write what the catalog keeps of its own; `cause` is its error. */
  | 'IO'
  /** The file with the licence token could be read by others, or holds no token. */
  | 'LICENSE_FILE_UNSAFE'
  /** A worker's record names a program that is not in the worker's own folder. */
  | 'PROGRAM_OUTSIDE'
  /** A worker differs from what was installed; `differences` says how. */
  | 'WORKER_CHANGED'
  /** There is no older version to go back to. */
  | 'NO_PREVIOUS_VERSION'
  /** A worker cannot be removed while a process of it runs. */
  | 'RUNNING';

const marker = Symbol.for('@rbee/worker-catalog/error');

/** What a {@link WorkerCatalogError} is made of. */
export interface WorkerCatalogErrorInit extends CodedErrorInit<WorkerCatalogErrorCode> {
  readonly differences?: readonly TreeDifference[] | undefined;
  readonly path?: string | undefined;
}

/** What this package's own methods reject with. */
export class WorkerCatalogError extends CodedError<WorkerCatalogErrorCode> {
  override readonly name = 'WorkerCatalogError';
  readonly [marker] = true;
  /** Of `WORKER_CHANGED`: how the worker differs from what was installed; at most 1,000. */
  declare readonly differences?: readonly TreeDifference[];
  /** Of `INVALID_OPERATION`: the bad field, such as `keep`; empty for the whole. */
  declare readonly path?: string;

  constructor(init: WorkerCatalogErrorInit) {
    super(init);
    if (init.differences !== undefined) this.differences = init.differences;
    if (init.path !== undefined) this.path = init.path;
  }
}

/** Whether a value is this package's own error, whichever copy of the package made it. */
export function isWorkerCatalogError(value: unknown): value is WorkerCatalogError {
  return hasErrorMarker(value, marker);
}
