export type {
  Artifact,
  ArtifactCatalog,
  ArtifactCatalogErrorCode,
  ArtifactProvisioner,
  ArtifactStatus,
  CallOptions,
  CatalogEvent,
  CatalogProblem,
  KnownWorkerType,
  ModelEntry,
  Platform,
  Provenance,
  SourceProvenance,
  TreeDifference,
  VendorSource,
  WatchOptions,
  WorkerBinary,
  WorkerType,
} from '@rbee/artifact-catalog';
export {
  ArtifactCatalogError,
  defaultCatalogFolder,
  FilesystemCatalog,
  isArtifactCatalogError,
  modelEntryCodec,
  workerArtifactId,
} from '@rbee/artifact-catalog';
export type {
  ArchErrorCode,
  AvailableWorker,
  AvailableWorkers,
  CachedSource,
  CachePruneOptions,
  CachePruning,
  CacheUsage,
  CacheVerification,
  CreateFetchOptions,
  ExecuteErrorCode,
  FunctionReport,
  GitHubReleaseVendorOptions,
  GuardName,
  HardwareSnapshot,
  HttpRegistryOptions,
  LicenseOrigin,
  LocalBuildVendorOptions,
  LockedWorker,
  Lockfile,
  MovedSource,
  MultiVendorProvisionerOptions,
  Obstacle,
  PartialSnapshot,
  PkgbuildProblem,
  PkgbuildReport,
  PlannedFetch,
  PlannedRecipe,
  PlanOptions,
  Probe,
  ProvisionErrorCode,
  ProvisionErrorInit,
  ProvisionEvent,
  ProvisionPlan,
  ProvisionStep,
  RegistryCallOptions,
  RegistryEvent,
  RegistryTrust,
  SandboxCause,
  SandboxProblem,
  SandboxReport,
  SourceFetchErrorCode,
  SourceOptions,
  VariantOptions,
  VariantReport,
  VariantRequirements,
  VendorDownload,
  WorkerMetadata,
} from '@rbee/worker-provisioner';
export {
  ArchError,
  checkSandbox,
  createFetch,
  createGitHubReleaseVendor,
  createLocalBuildVendor,
  detectHardware,
  ExecuteError,
  isArchError,
  isExecuteError,
  isProvisionError,
  isSourceFetchError,
  lockWorkers,
  MultiVendorProvisioner,
  ProvisionError,
  parseHardwareOverride,
  readHardwareSnapshot,
  readLockfile,
  SourceFetchError,
} from '@rbee/worker-provisioner';
export type { DiskUsage } from './disk-usage.js';
export type { ProcessFacts } from './environment.js';
export type { WorkerCatalogErrorCode, WorkerCatalogErrorInit } from './errors.js';
export { isWorkerCatalogError, WorkerCatalogError } from './errors.js';
export type { WorkerCatalogFailure } from './failures.js';
export { isWorkerCatalogFailure } from './failures.js';
export type { OutdatedEvent, OutdatedOptions, OutdatedWorker } from './find-outdated.js';
export { DEFAULT_REGISTRY_URL } from './open-registries.js';
export { provisionAndAdd } from './provision-and-add.js';
export type { CheckedWorker } from './spawn-check.js';
export type { OpenOptions, ProvisionOptions } from './types.js';
export type { Verification } from './verify-worker.js';
export type { PruneOptions } from './version-keeper.js';
export type { WorkerVersions } from './versions.js';
export { WorkerCatalog } from './worker-catalog.js';
