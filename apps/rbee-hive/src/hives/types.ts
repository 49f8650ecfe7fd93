import type { CatalogOperationName, CatalogOperationResults } from 'rbee-hive-daemon/api';
import type { CatalogOperation } from 'rbee-hive-daemon/local';
import type { HiveEvent } from '../events.js';

/** What does the operations on the catalog: this process, or the daemon. */
export interface Hive {
  /** Rejects with the signal's reason when that aborts, after everything of the operation has ended. */
  run<Name extends CatalogOperationName>(
    operation: CatalogOperation<Name>,
    options: RunOptions,
  ): Promise<CatalogOperationResults[Name]>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: HiveEvent) => void;
}
