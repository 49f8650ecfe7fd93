import { performInstall } from './install.js';
import type { CatalogOperationName, CatalogOperationOf, CatalogOperationResults } from './operation.js';
import type { OperableCatalog, Performance, PerformOptions } from './performance.js';
import { performPrune } from './prune.js';
import { performCachePrune } from './prune-cache.js';
import { readOperation } from './read-operation.js';
import { performRemove } from './remove.js';
import { performRepair } from './repair.js';
import { performRollback } from './rollback.js';
import { performSelect } from './select.js';
import { performUpgrade } from './upgrade.js';
import { performVerify } from './verify.js';
import { performCacheVerify } from './verify-cache.js';

type Performer<Name extends CatalogOperationName> = (
  operation: CatalogOperationOf<Name>,
  performance: Performance,
) => Promise<CatalogOperationResults[Name]>;

const PERFORMERS: { readonly [Name in CatalogOperationName]: Performer<Name> } = {
  worker_install: performInstall,
  worker_upgrade: performUpgrade,
  worker_remove: performRemove,
  worker_verify: performVerify,
  worker_select: performSelect,
  worker_rollback: performRollback,
  catalog_prune: performPrune,
  catalog_repair: performRepair,
  cache_prune: performCachePrune,
  cache_verify: performCacheVerify,
};

/** Checks an operation, and does it. @throws WorkerCatalogError `INVALID_OPERATION`; what the operation throws */
export async function performOperation<Name extends CatalogOperationName>(
  catalog: OperableCatalog,
  operation: CatalogOperationOf<Name>,
  options: PerformOptions,
): Promise<CatalogOperationResults[Name]> {
  const { jobId, signal, onEvent = () => undefined, isRunning = () => false } = options;
  signal?.throwIfAborted();
  const checked = readOperation(operation) as CatalogOperationOf<Name>;
  const perform: Performer<Name> = PERFORMERS[operation.operation as Name];
  return perform(checked, { catalog, jobId, signal, onEvent, isRunning });
}
