export type { BuildSettings } from '@rbee/worker-provisioner/settings';
export type { OperationEvent } from './events.js';
export type { BuildPhase } from './fields.js';
export { BUILD_PHASES, HttpUrl, InstalledId } from './fields.js';
export type { InstallResult } from './install.js';
export { installFields, namesOneWorker, ONE_WORKER, ownInstallFields, WorkerInstall } from './install.js';
export type {
  CatalogOperationName,
  CatalogOperationOf,
  CatalogOperationResults,
} from './operation.js';
export { CatalogOperation, operationSchemas } from './operation.js';
export type { PerformOptions } from './performance.js';
export type { PruneResult } from './prune.js';
export { CatalogPrune } from './prune.js';
export { CachePrune } from './prune-cache.js';
export { describeIssue, readOperation } from './read-operation.js';
export type { Removal } from './remove.js';
export { requireNotRunning, WorkerRemove } from './remove.js';
export { CatalogRepair } from './repair.js';
export { WorkerRollback } from './rollback.js';
export type { CurrentVersion } from './select.js';
export { WorkerSelect } from './select.js';
export { WorkerUpgrade } from './upgrade.js';
export type { VerifyResult } from './verify.js';
export { WorkerVerify } from './verify.js';
export { CacheVerify } from './verify-cache.js';
