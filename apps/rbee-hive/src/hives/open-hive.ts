import type { CommandContext } from '../context.js';
import { registryName } from '../open-catalog.js';
import { createDaemonHive } from './daemon-hive.js';
import { createLocalHive } from './local-hive.js';
import type { CatalogOperationName, Hive } from './types.js';

/** What depends on where workers come from. */
const REGISTRY_OPERATIONS: ReadonlySet<CatalogOperationName> = new Set(['worker_install', 'worker_upgrade']);

/** The daemon where one runs for the same catalog, and for installing also the same registry; else this process. */
export async function openHive(context: CommandContext): Promise<Hive> {
  const { signal, tell, colors } = context;
  const [catalog, daemon] = await Promise.all([context.openCatalog(), context.findDaemon()]);
  const local = createLocalHive(catalog);
  if (daemon === undefined) return local;
  const { root, registry } = await daemon.info(signal);
  const remote = createDaemonHive(daemon);
  return {
    run(operation, options) {
      const difference =
        root !== catalog.root
          ? `its catalog is ${root}`
          : REGISTRY_OPERATIONS.has(operation.operation) && registry !== registryName(context.env)
            ? `its registry is ${registry}`
            : undefined;
      tell(
        colors.dim(
          difference === undefined
            ? `The hive daemon at ${daemon.url} does it.`
            : `The hive daemon at ${daemon.url} is not asked: ${difference}.`,
        ),
      );
      return (difference === undefined ? remote : local).run(operation, options);
    },
  };
}
