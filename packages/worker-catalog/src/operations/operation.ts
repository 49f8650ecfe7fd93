import type { CachePruning, CacheVerification } from '@rbee/worker-provisioner';
import { z } from 'zod';
import { type InstallResult, WorkerInstall } from './install.js';
import { CatalogPrune, type PruneResult } from './prune.js';
import { CachePrune } from './prune-cache.js';
import { type Removal, WorkerRemove } from './remove.js';
import { CatalogRepair } from './repair.js';
import { WorkerRollback } from './rollback.js';
import { type CurrentVersion, WorkerSelect } from './select.js';
import { WorkerUpgrade } from './upgrade.js';
import { type VerifyResult, WorkerVerify } from './verify.js';
import { CacheVerify } from './verify-cache.js';

/** The schema of each operation, by its name: fields, their descriptions and defaults. */
export const operationSchemas = {
  worker_install: WorkerInstall,
  worker_upgrade: WorkerUpgrade,
  worker_remove: WorkerRemove,
  worker_verify: WorkerVerify,
  worker_select: WorkerSelect,
  worker_rollback: WorkerRollback,
  catalog_prune: CatalogPrune,
  catalog_repair: CatalogRepair,
  cache_prune: CachePrune,
  cache_verify: CacheVerify,
} as const;

/**
 * What can be done to a catalog: plain data, as JSON has it. `operation` says what; a field that is not listed is
 * refused. `WorkerCatalog.perform` does it.
 */
export const CatalogOperation = z.discriminatedUnion('operation', [
  WorkerInstall,
  WorkerUpgrade,
  WorkerRemove,
  WorkerVerify,
  WorkerSelect,
  WorkerRollback,
  CatalogPrune,
  CatalogRepair,
  CachePrune,
  CacheVerify,
]);

/** What can be done to a catalog. */
export type CatalogOperation = Readonly<z.output<typeof CatalogOperation>>;

/** The name of an operation, such as `worker_install`. */
export type CatalogOperationName = CatalogOperation['operation'];

/** One operation, by its name. */
export type CatalogOperationOf<Name extends CatalogOperationName> = Extract<
  CatalogOperation,
  { readonly operation: Name }
>;

/** What each operation results in. */
export interface CatalogOperationResults {
  readonly worker_install: InstallResult;
  readonly worker_upgrade: InstallResult;
  readonly worker_remove: Removal;
  readonly worker_verify: VerifyResult;
  readonly worker_select: CurrentVersion;
  readonly worker_rollback: CurrentVersion;
  readonly catalog_prune: PruneResult;
  readonly catalog_repair: Removal;
  readonly cache_prune: CachePruning;
  readonly cache_verify: CacheVerification;
}
