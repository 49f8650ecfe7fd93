import type { DaemonClient } from '../daemon-client.js';
import type { CatalogOperation, CatalogOperationName, Hive, OperationResults, RunOptions } from './types.js';

/** Lets a daemon do operations, as jobs. */
export function createDaemonHive(daemon: DaemonClient): Hive {
  return {
    async run<Name extends CatalogOperationName>(operation: CatalogOperation<Name>, options: RunOptions) {
      // The wire contract says which result belongs to which operation.
      return (await daemon.runJob(operation, options)) as OperationResults[Name];
    },
  };
}
