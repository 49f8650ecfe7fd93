import { type ArtifactCatalogError, isArtifactCatalogError } from '@rbee/artifact-catalog';
import {
  type ArchError,
  type ExecuteError,
  isArchError,
  isExecuteError,
  isProvisionError,
  isSourceFetchError,
  type ProvisionError,
  type SourceFetchError,
} from '@rbee/worker-provisioner';
import { isWorkerCatalogError, type WorkerCatalogError } from './errors.js';

/** Every error of these packages. Each has a `code`, a `message`, perhaps a `hint` and a `cause`. */
export type WorkerCatalogFailure =
  | ArchError
  | ArtifactCatalogError
  | ExecuteError
  | ProvisionError
  | SourceFetchError
  | WorkerCatalogError;

/** Whether a value is an error of these packages, as opposed to a cancellation, a system error or a mistake. */
export function isWorkerCatalogFailure(value: unknown): value is WorkerCatalogFailure {
  return [
    isWorkerCatalogError,
    isArchError,
    isArtifactCatalogError,
    isExecuteError,
    isProvisionError,
    isSourceFetchError,
  ].some((is) => is(value));
}
