import type { CatalogOperationName, CatalogOperationResults } from 'rbee-hive-daemon/api';
import type { CatalogOperation } from 'rbee-hive-daemon/local';
import type { DaemonClient } from '../daemon-client.js';
import type { Hive, RunOptions } from './types.js';

/** Lets a daemon do operations, as jobs. */
export function createDaemonHive(daemon: DaemonClient): Hive {
  return {
    async run<Name extends CatalogOperationName>(operation: CatalogOperation<Name>, options: RunOptions) {
      // The wire contract says which result belongs to which operation.
      return (await daemon.runJob(operation, options)) as CatalogOperationResults[Name];
    },
  };
}
