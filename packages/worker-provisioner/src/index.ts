export type {
  ArchErrorCode,
  Finding,
  Host,
  Machine,
  MachineSnapshot,
  Need,
  NeedKind,
  NeedState,
  NeedsReport,
  PackageFamily,
} from '@rbee/aur-arch';
export {
  ArchError,
  BARE_MACHINES,
  createSnapshotMachine,
  detectHost,
  isArchError,
  openMachine,
} from '@rbee/aur-arch';
export type {
  ExecuteErrorCode,
  GuardName,
  NetworkUse,
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
export type {
  CudaDevice,
  CudaFacts,
  DetectHardwareOptions,
  ExplainedVariant,
  ExplainOptions,
  Fact,
  Gpu,
  HardwareRead,
  HardwareSnapshot,
  KnownBackend,
  Libc,
  ListFolder,
  MachineFacts,
  MetalDevice,
  MetalFacts,
  PartialSnapshot,
  ProbeFailure,
  ProbeFailureCode,
  ProgramOutput,
  ReadFile,
  ReadLimits,
  Reason,
  ReasonCode,
  RocmDevice,
  RocmFacts,
  RunLimits,
  RunProgram,
  UsedFact,
  VariantChoice,
  VariantReport,
  VariantRequirements,
  VulkanDevice,
  VulkanFacts,
  WorkerVariant,
} from '@rbee-internal/hardware';
export {
  hardwareOverrideSchema,
  hardwareSnapshotSchema,
  parseHardwareOverride,
  readHardwareSnapshot,
  readRequirements,
} from '@rbee-internal/hardware';
export type { BuildNetwork, Probe, WorkerMetadata } from '@rbee-internal/worker-entry';
export {
  buildEnvironmentSchema,
  buildNetworkSchema,
  packageNamesSchema,
  programPathSchema,
  workerMetadataSchema,
} from '@rbee-internal/worker-entry';
export { createWorkerProvisioner } from './create-worker-provisioner.js';
export type { ProvisionErrorCode, ProvisionErrorInit } from './errors.js';
export { isProvisionError, ProvisionError } from './errors.js';
export type {
  MovedSource,
  ProvisionEvent,
  ProvisionEventBase,
  ProvisionEventBody,
  ProvisionStep,
} from './events.js';
export { provisionEventSchema, provisionStepSchema } from './events.js';
export { detectHardware, explainVariants } from './hardware.js';
export type { FailedBuild, FailedBuilds, PruneFailedOptions } from './install/failed/types.js';
export type { Launcher } from './launcher/launcher.js';
export type { LicenseOrigin } from './license/license.js';
export type { LockedWorker } from './lockfile/locked-worker.js';
export { lockedWorkerSchema } from './lockfile/locked-worker.js';
export type { Lockfile } from './lockfile/lockfile.js';
export { lockfileSchema, lockWorkers, readLockfile } from './lockfile/lockfile.js';
export type { BuildSettings, VariantOptions } from './options/build-options.js';
export { buildSettingsShape } from './options/build-options.js';
export type { SandboxMode } from './options/parts.js';
export { sandboxModeSchema } from './options/parts.js';
export type { PlanOptions } from './options/plan-options.js';
export { planOptionsSchema } from './options/plan-options.js';
export type { ProvisionWorkerOptions } from './options/provision-options.js';
export { provisionOptionsSchema, provisionSettingsShape } from './options/provision-options.js';
export type { WorkerProvisionerOptions } from './options/provisioner-options.js';
export type { ReleaseAccess } from './options/release-access.js';
export { releaseAccessSchema } from './options/release-access.js';
export { requireOptionsOf } from './options/require-options-of.js';
export type { SourceOptions } from './options/source-options.js';
export type { PlannedFetch } from './plan/plan-fetch.js';
export type {
  LastBuild,
  Obstacle,
  PlannedProgram,
  PlannedRecipe,
  ProvisionPlan,
} from './plan/provision-plan.js';
export type { FailedProof } from './proof/explain-proof.js';
export { explainFailedStart } from './proof/explain-proof.js';
export type { EffectiveSettings } from './recipe/effective-settings.js';
export type { PlannedNetwork } from './recipe/planned-network.js';
export type { FunctionReport, PkgbuildProblem, PkgbuildReport } from './recipe/report-pkgbuild.js';
export type { RegistryCallOptions } from './registry/call-options.js';
export type { RegistryEvent } from './registry/events.js';
export { registryEventSchema } from './registry/events.js';
export { openFolderRecipe } from './registry/folder-recipe.js';
export { createHttpRegistry } from './registry/http-registry.js';
export type { HttpRegistryOptions } from './registry/http-registry-options.js';
export type { OpenRecipeOptions, OpenUrlRecipeOptions } from './registry/open-recipe-options.js';
export { createRegistryList } from './registry/registry-list.js';
export { openUrlRecipe } from './registry/url-recipe.js';
export type {
  FoundWorkers,
  RegistryTrust,
  SingleRecipeRegistry,
  WorkerList,
  WorkerRegistry,
} from './registry/worker-registry.js';
export type { ChosenRelease } from './release/chosen-release.js';
export type {
  AvailableOptions,
  AvailableWorker,
  AvailableWorkers,
  CurrentVersion,
  MovedSourcesOptions,
  WorkerProvisioner,
} from './types.js';
export { createGitHubReleaseVendor } from './vendors/github-release-vendor.js';
export type { GitHubReleaseVendorOptions } from './vendors/github-release-vendor-options.js';
export { createLocalBuildVendor } from './vendors/local-build-vendor.js';
export type { LocalBuildVendorOptions } from './vendors/local-build-vendor-options.js';
export { MultiVendorProvisioner } from './vendors/multi-vendor-provisioner.js';
export type {
  MultiVendorProvisionerOptions,
  VendorDownload,
  VendorProgram,
} from './vendors/multi-vendor-provisioner-options.js';
export { ownRecipeOf } from './verdict/own-recipe.js';
export { firstObstacle, verdict, verdictOfInstalled } from './verdict/verdict.js';
export type { InstalledFacts, VerdictFacts, VerdictSettings } from './verdict/verdict-facts.js';
export type {
  MissingThing,
  Verdict,
  VerdictAction,
  VerdictReason,
  VerdictState,
} from './verdict/verdict-schema.js';
export { verdictSchema, verdictStateSchema } from './verdict/verdict-schema.js';
export { installedFacts } from './verdict/worker-verdicts.js';
