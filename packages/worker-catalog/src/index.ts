export type {
  Artifact,
  ArtifactCatalog,
  ArtifactCatalogErrorCode,
  ArtifactCodec,
  ArtifactProvisioner,
  ArtifactStatus,
  CallOptions,
  CatalogEvent,
  CatalogProblem,
  KnownWorkerType,
  LaunchCommand,
  LaunchHealth,
  LaunchValueName,
  LaunchValues,
  ModelEntry,
  Platform,
  Provenance,
  SourceProvenance,
  TreeDifference,
  VendorSource,
  WatchOptions,
  WorkerApi,
  WorkerBinary,
  WorkerLaunch,
  WorkerTask,
  WorkerType,
} from '@rbee/artifact-catalog';
export {
  ArtifactCatalogError,
  defaultCatalogFolder,
  FIXED_LAUNCH,
  FilesystemCatalog,
  isArtifactCatalogError,
  launchCommand,
  launchVariableProblem,
  missingLaunchValues,
  modelEntryCodec,
  workerArtifactId,
  workerBinaryCodec,
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
  ChosenRelease,
  CreateFetchOptions,
  ExecuteErrorCode,
  FailedBuild,
  FailedProof,
  FunctionReport,
  GitHubReleaseVendorOptions,
  GuardName,
  HardwareSnapshot,
  HttpRegistryOptions,
  LastBuild,
  LicenseOrigin,
  LocalBuildVendorOptions,
  LockedWorker,
  Lockfile,
  MissingThing,
  MovedSource,
  MultiVendorProvisionerOptions,
  NeedsReport,
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
  PruneFailedOptions,
  RegistryCallOptions,
  RegistryEvent,
  RegistryTrust,
  ReleaseAccess,
  SandboxCause,
  SandboxProblem,
  SandboxReport,
  SourceFetchErrorCode,
  SourceOptions,
  VariantOptions,
  VariantReport,
  VariantRequirements,
  VendorDownload,
  VendorProgram,
  Verdict,
  VerdictAction,
  VerdictReason,
  VerdictState,
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
  explainFailedStart,
  firstObstacle,
  installedFacts,
  isArchError,
  isExecuteError,
  isProvisionError,
  isSourceFetchError,
  lockWorkers,
  MultiVendorProvisioner,
  ownRecipeOf,
  ProvisionError,
  parseHardwareOverride,
  readHardwareSnapshot,
  readLockfile,
  SourceFetchError,
  verdict,
  verdictOfInstalled,
  verdictSchema,
  verdictStateSchema,
} from '@rbee/worker-provisioner';
export type {
  ExchangeCall,
  ExchangeEvent,
  PulledWorker,
  PullOptions,
  PushedWorker,
  WorkerStatements,
  WorkerStore,
} from '@rbee/worker-provisioner/exchange';
export type { DiskUsage } from './disk-usage.js';
export type { WorkerCatalogErrorCode, WorkerCatalogErrorInit } from './errors.js';
export { isWorkerCatalogError, WorkerCatalogError } from './errors.js';
export type { CatalogExchange } from './exchange/catalog-exchange.js';
export type { RebuildOptions, RebuildReport } from './exchange/rebuild-types.js';
export type { WorkerCatalogFailure } from './failures.js';
export { isWorkerCatalogFailure } from './failures.js';
export type { InstalledWorkers, InstalledWorkersOptions } from './installed/open-installed-workers.js';
export { openInstalledWorkers } from './installed/open-installed-workers.js';
export { InstalledCatalog } from './installed-catalog.js';
export type { History, LedgerEntry, LedgerNote } from './ledger/ledger.js';
export type { ProcessFacts } from './open/environment.js';
export { DEFAULT_REGISTRY_URL } from './open/open-registries.js';
export type { OperationEvent } from './operations/events.js';
export type {
  CatalogOperation,
  CatalogOperationName,
  CatalogOperationOf,
  CatalogOperationResults,
} from './operations/operation.js';
export type { PerformOptions } from './operations/performance.js';
export { readOperation } from './operations/read-operation.js';
export { provisionAndAdd } from './provision-and-add.js';
export type { OpenOptions, ProvisionOptions } from './types.js';
export type { CheckedWorker } from './verify/spawn-check.js';
export type { Verification } from './verify/verification.js';
export type { OutdatedEvent, OutdatedOptions, OutdatedWorker } from './versions/outdated.js';
export type { PruneOptions } from './versions/prune-options.js';
export type { WorkerVersions } from './versions/versions.js';
export { WorkerCatalog } from './worker-catalog.js';
