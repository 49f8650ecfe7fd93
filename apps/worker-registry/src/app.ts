export type { RegistryAppOptions } from './app/create-registry-app.js';
export { createRegistryApp } from './app/create-registry-app.js';
export type { RateLimit } from './app/limit-requests.js';
export type { RequestRecord } from './app/observe-requests.js';
export type { RegistryBindings, RegistryEnv } from './app/registry-env.js';
export { createMemoryStore } from './store/create-memory-store.js';
export type {
  RegistryArchitecture,
  RegistryPlatform,
  StoreCounts,
  WorkerMetadata,
  WorkerRelease,
  WorkerStore,
  WorkerVariantMetadata,
  WorkerVerification,
} from './store/types.js';
