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
} from './app.js';
export { createMemoryStore, createRegistryApp } from './app.js';
export { bundledWorkersFolder } from './bundled-workers.js';
export type { WorkerRegistryErrorCode } from './errors.js';
export { isWorkerRegistryError, WorkerRegistryError } from './errors.js';
export type { Finding, FindingCode } from './findings.js';
export type { FolderStore, OpenFolderStoreOptions, RefusedWorker } from './open-folder-store.js';
export { openFolderStore } from './open-folder-store.js';
