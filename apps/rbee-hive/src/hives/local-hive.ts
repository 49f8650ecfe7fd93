import type { WorkerCatalog } from '@rbee/worker-catalog';
import { installHere } from './install-here.js';
import type { CatalogOperation, CatalogOperationName, Hive, OperationResults, RunOptions } from './types.js';

/** Does operations in this process. */
export function createLocalHive(catalog: WorkerCatalog): Hive {
  const performers = createPerformers(catalog);
  return {
    run<Name extends CatalogOperationName>(operation: CatalogOperation<Name>, options: RunOptions) {
      const perform: Performer<Name> = performers[operation.operation as Name];
      return perform(operation, options);
    },
  };
}

type Performer<Name extends CatalogOperationName> = (
  operation: CatalogOperation<Name>,
  options: RunOptions,
) => Promise<OperationResults[Name]>;

type Performers = { readonly [Name in CatalogOperationName]: Performer<Name> };

function createPerformers(catalog: WorkerCatalog): Performers {
  return {
    worker_install({ worker = '', ...how }, options) {
      return installHere(catalog, { worker, ...how }, options);
    },
    worker_upgrade: (target, options) => installHere(catalog, target, options),
    async worker_remove({ worker }, { signal }) {
      await catalog.remove(worker, { signal });
      return { removed: [worker] };
    },
    async worker_select({ worker }, { signal }) {
      return { current: (await catalog.select(worker, { signal })).id };
    },
    async worker_rollback({ worker }, { signal }) {
      return { current: (await catalog.rollback(worker, { signal })).id };
    },
    async catalog_prune({ keep = 1 }, { signal }) {
      return { removed: (await catalog.prune({ keep, signal })).map(({ id }) => id) };
    },
    async catalog_repair(_operation, { signal }) {
      return { removed: await catalog.repair({ signal }) };
    },
  };
}
