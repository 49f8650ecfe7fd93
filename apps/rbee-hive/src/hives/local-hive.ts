import { randomUUID } from 'node:crypto';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import { performCatalogOperation } from 'rbee-hive-daemon/local';
import type { Hive } from './types.js';

/** Does operations in this process. */
export function createLocalHive(catalog: WorkerCatalog): Hive {
  return {
    run: (operation, { signal, onEvent }) =>
      performCatalogOperation(operation, {
        catalog,
        jobId: randomUUID(),
        signal,
        tell: onEvent,
        // What runs, only a daemon knows.
        isRunning: () => false,
        installFrom: (url, options) => catalog.provisionAndAddFrom(url, options),
      }),
  };
}
