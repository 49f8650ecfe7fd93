export type { ArchErrorCode, Host } from '@rbee/aur-arch';
export { ArchError, detectHost, isArchError } from '@rbee/aur-arch';
export type {
  ExecuteErrorCode,
  GuardName,
  SandboxCause,
  SandboxProblem,
  SandboxReport,
} from '@rbee/pkgbuild-executor';
export { checkSandbox, ExecuteError, isExecuteError } from '@rbee/pkgbuild-executor';
export type {
  CachedSource,
  CachePruning,
  CacheUsage,
  CacheVerification,
  CreateFetchOptions,
  PruneOptions as CachePruneOptions,
  SourceCache,
  SourceFetchErrorCode,
} from '@rbee/source-fetcher';
export { createFetch, isSourceFetchError, SourceFetchError } from '@rbee/source-fetcher';
export { createWorkerProvisioner } from './create-worker-provisioner.js';
export type { ProvisionErrorCode, ProvisionErrorInit } from './errors.js';
export { isProvisionError, ProvisionError } from './errors.js';
export type { ProvisionEvent, ProvisionEventBase, ProvisionEventBody, ProvisionStep } from './events.js';
export { detectHardware } from './hardware/detect-hardware.js';
export { explainVariants } from './hardware/explain-variants.js';
export type {
  DetectHardwareOptions,
  ListFolder,
  ProgramOutput,
  ReadFile,
  ReadLimits,
  RunLimits,
  RunProgram,
} from './hardware/options.js';
export { parseHardwareOverride } from './hardware/parse-hardware-override.js';
export { readRequirements } from './hardware/read-requirements.js';
export { readHardwareSnapshot } from './hardware/schema.js';
export type {
  CudaDevice,
  CudaFacts,
  Fact,
  Gpu,
  HardwareRead,
  HardwareSnapshot,
  Libc,
  MachineFacts,
  MetalDevice,
  MetalFacts,
  PartialSnapshot,
  ProbeFailure,
  ProbeFailureCode,
  RocmDevice,
  RocmFacts,
  VulkanDevice,
  VulkanFacts,
} from './hardware/types.js';
export type {
  ExplainedVariant,
  ExplainOptions,
  KnownBackend,
  Reason,
  ReasonCode,
  UsedFact,
  VariantChoice,
  VariantReport,
  VariantRequirements,
  WorkerVariant,
} from './hardware/variant-types.js';
export type { LicenseOrigin } from './license.js';
export type { LockedWorker, Lockfile } from './lockfile.js';
export { lockWorkers, readLockfile } from './lockfile.js';
export type { MovedSource } from './moved-sources.js';
export type { MultiVendorProvisionerOptions, VendorDownload } from './multi-vendor-provisioner.js';
export { MultiVendorProvisioner } from './multi-vendor-provisioner.js';
export type { PlannedFetch } from './plan-fetch.js';
export type { Obstacle, PlannedRecipe, ProvisionPlan } from './plan-worker.js';
export type { Probe } from './prove-program.js';
export { openFolderRecipe } from './registry/folder-recipe.js';
export type { HttpRegistryOptions } from './registry/http-registry.js';
export { createHttpRegistry } from './registry/http-registry.js';
export { createRegistryList } from './registry/registry-list.js';
export type { OpenRecipeOptions } from './registry/single-recipe.js';
export type { OpenUrlRecipeOptions } from './registry/url-recipe.js';
export { openUrlRecipe } from './registry/url-recipe.js';
export type { FunctionReport, PkgbuildProblem, PkgbuildReport } from './report-pkgbuild.js';
export { requireOptionsOf } from './require-options-of.js';
export type {
  AvailableWorker,
  AvailableWorkers,
  FoundWorkers,
  MovedSourcesOptions,
  PlanOptions,
  ProvisionWorkerOptions,
  RegistryCallOptions,
  RegistryEvent,
  RegistryTrust,
  SingleRecipeRegistry,
  SourceOptions,
  VariantOptions,
  WorkerList,
  WorkerMetadata,
  WorkerProvisioner,
  WorkerProvisionerOptions,
  WorkerRegistry,
} from './types.js';
export type { GitHubReleaseVendorOptions } from './vendors/github-release-vendor.js';
export { createGitHubReleaseVendor } from './vendors/github-release-vendor.js';
export type { LocalBuildVendorOptions } from './vendors/local-build-vendor.js';
export { createLocalBuildVendor } from './vendors/local-build-vendor.js';
