export { createMemoryStore } from './create-memory-store.js';
export type { RegistryAppOptions } from './create-registry-app.js';
export { createRegistryApp } from './create-registry-app.js';
export type { RateLimit } from './limit-requests.js';
export type { RequestRecord } from './observe-requests.js';
export type { RegistryBindings, RegistryEnv } from './registry-env.js';
export type {
  RegistryArchitecture,
  RegistryPlatform,
  StoreCounts,
  WorkerMetadata,
  WorkerRelease,
  WorkerStore,
  WorkerVariantMetadata,
} from './types.js';
