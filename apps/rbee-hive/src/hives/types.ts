import type { InstallResult, Operation } from 'rbee-hive-daemon/api';
import type { HiveEvent } from '../events.js';

/** What does the operations that change the catalog: this process, or the daemon. */
export interface Hive {
  /** Rejects with the signal's reason when that aborts, after everything of the operation has ended. */
  run<Name extends CatalogOperationName>(
    operation: CatalogOperation<Name>,
    options: RunOptions,
  ): Promise<OperationResults[Name]>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: HiveEvent) => void;
}

export type CatalogOperationName = keyof OperationResults;

export type CatalogOperation<Name extends CatalogOperationName = CatalogOperationName> = Operation & {
  readonly operation: Name;
};

/** What each operation answers. */
export interface OperationResults {
  readonly worker_install: InstallResult;
  readonly worker_upgrade: InstallResult;
  readonly worker_remove: { readonly removed: readonly string[] };
  readonly worker_select: { readonly current: string };
  readonly worker_rollback: { readonly current: string };
  readonly catalog_prune: { readonly removed: readonly string[] };
  readonly catalog_repair: { readonly removed: readonly string[] };
}
