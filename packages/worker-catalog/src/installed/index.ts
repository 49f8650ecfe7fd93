export { defaultCatalogFolder } from '@rbee/artifact-catalog';
export type { WorkerCatalogFailure } from '../failures.js';
export { isWorkerCatalogFailure } from '../failures.js';
export type { ProcessFacts } from '../open/environment.js';
export type { WorkerVersions } from '../versions/versions.js';
export type { InstalledWorkers, InstalledWorkersOptions } from './open-installed-workers.js';
export { openInstalledWorkers } from './open-installed-workers.js';
