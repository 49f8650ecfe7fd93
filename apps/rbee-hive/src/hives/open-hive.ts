import type { CatalogOperationName } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import { findDaemonFor } from '../find-daemon-for.js';
import { registryName } from '../open-catalog.js';
import { createDaemonHive } from './daemon-hive.js';
import { createLocalHive } from './local-hive.js';
import type { Hive } from './types.js';

/** What depends on where workers come from. */
const REGISTRY_OPERATIONS: ReadonlySet<CatalogOperationName> = new Set(['worker_install', 'worker_upgrade']);

/** The daemon where one runs for the same catalog, and for installing also the same registry; else this process. */
export async function openHive(context: CommandContext): Promise<Hive> {
  const { tell, colors, env } = context;
  const catalog = await context.openCatalog();
  const local = createLocalHive(catalog, context);
  const found = await findDaemonFor(catalog, context);
  if (found === undefined) return local;
  const { daemon, info } = found;
  const remote = createDaemonHive(daemon);
  return {
    run(operation, options) {
      if (REGISTRY_OPERATIONS.has(operation.operation) && info.registry !== registryName(env)) {
        tell(colors.dim(`The hive daemon at ${daemon.url} is not asked: its registry is ${info.registry}.`));
        return local.run(operation, options);
      }
      tell(colors.dim(`The hive daemon at ${daemon.url} does it.`));
      return remote.run(operation, options);
    },
  };
}
