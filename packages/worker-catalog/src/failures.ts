import type { ArtifactCatalogError } from '@rbee/artifact-catalog';
import type { ArchError, ExecuteError, ProvisionError, SourceFetchError } from '@rbee/worker-provisioner';
import { hasErrorMarker } from '@rbee-internal/coded-error';
import type { WorkerCatalogError } from './errors.js';

/** Every error of these packages. Each has a `code`, a `message`, perhaps a `hint` and a `cause`. */
export type WorkerCatalogFailure =
  | ArchError
  | ArtifactCatalogError
  | ExecuteError
  | ProvisionError
  | SourceFetchError
  | WorkerCatalogError;

/** What marks each package's errors, whichever copy of it made them. None of them is loaded to recognise one. */
const MARKERS = [
  'artifact-catalog',
  'aur-arch',
  'pkgbuild-executor',
  'source-fetcher',
  'worker-catalog',
  'worker-provisioner',
].map((name) => Symbol.for(`@rbee/${name}/error`));

/** Whether a value is an error of these packages, as opposed to a cancellation, a system error or a mistake. */
export function isWorkerCatalogFailure(value: unknown): value is WorkerCatalogFailure {
  return MARKERS.some((marker) => hasErrorMarker(value, marker));
}
