export type {
  RateLimit,
  RegistryAppOptions,
  RegistryArchitecture,
  RegistryBindings,
  RegistryEnv,
  RegistryPlatform,
  RequestRecord,
  StoreCounts,
  WorkerMetadata,
  WorkerRelease,
  WorkerStore,
  WorkerVariantMetadata,
  WorkerVerification,
} from './app.js';
export { createMemoryStore, createRegistryApp } from './app.js';
export { bundledWorkersFolder } from './bundled-workers.js';
export type { Finding, FindingCode } from './check/findings.js';
export type { WorkerRegistryErrorCode } from './errors.js';
export { isWorkerRegistryError, WorkerRegistryError } from './errors.js';
export type { FolderStore, OpenFolderStoreOptions, RefusedWorker } from './store/open-folder-store.js';
export { openFolderStore } from './store/open-folder-store.js';
