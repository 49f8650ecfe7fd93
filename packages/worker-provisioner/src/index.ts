export type { ArchErrorCode, Host } from '@rbee/aur-arch';
export { ArchError, detectHost, isArchError } from '@rbee/aur-arch';
export type { ExecuteErrorCode } from '@rbee/pkgbuild-executor';
export { ExecuteError, isExecuteError } from '@rbee/pkgbuild-executor';
export type { SourceFetchErrorCode } from '@rbee/source-fetcher';
export { isSourceFetchError, SourceFetchError } from '@rbee/source-fetcher';
export { createWorkerProvisioner } from './create-worker-provisioner.js';
export type { ProvisionErrorCode } from './errors.js';
export { isProvisionError, ProvisionError } from './errors.js';
export type { ProvisionEvent, ProvisionEventBase, ProvisionEventBody, ProvisionStep } from './events.js';
export type { LockedWorker, Lockfile } from './lockfile.js';
export { lockWorkers, readLockfile } from './lockfile.js';
export type { MultiVendorProvisionerOptions, VendorDownload } from './multi-vendor-provisioner.js';
export { MultiVendorProvisioner } from './multi-vendor-provisioner.js';
export type { Obstacle, PlannedFetch, PlannedRecipe, ProvisionPlan } from './plan-worker.js';
export type { Probe } from './prove-program.js';
export { openFolderRecipe } from './registry/folder-recipe.js';
export type { HttpRegistryOptions } from './registry/http-registry.js';
export { createHttpRegistry } from './registry/http-registry.js';
export { createRegistryList } from './registry/registry-list.js';
export type { OpenRecipeOptions } from './registry/single-recipe.js';
export type { OpenUrlRecipeOptions } from './registry/url-recipe.js';
export { openUrlRecipe } from './registry/url-recipe.js';
export type {
  AvailableWorker,
  AvailableWorkers,
  ProvisionWorkerOptions,
  RegistryCallOptions,
  RegistryEvent,
  SingleRecipeRegistry,
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
