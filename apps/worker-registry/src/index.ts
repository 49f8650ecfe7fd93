export { bundledWorkersFolder } from './bundled-workers.js';
export type { RegistryAppOptions } from './create-registry-app.js';
export { createRegistryApp } from './create-registry-app.js';
export type { WorkerRegistryErrorCode } from './errors.js';
export { isWorkerRegistryError, WorkerRegistryError } from './errors.js';
export type { OpenFolderStoreOptions } from './open-folder-store.js';
export { openFolderStore } from './open-folder-store.js';
export type { RegistryArchitecture, RegistryPlatform, WorkerMetadata, WorkerStore } from './types.js';
