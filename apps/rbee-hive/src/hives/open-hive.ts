import type { CommandContext } from '../context.js';
import { registryName } from '../open-catalog.js';
import { createDaemonHive } from './daemon-hive.js';
import { createLocalHive } from './local-hive.js';
import type { Hive } from './types.js';

/** The daemon where one runs for the same catalog and registry, else this process. */
export async function openHive(context: CommandContext): Promise<Hive> {
  const { signal, tell, colors } = context;
  const [catalog, daemon] = await Promise.all([context.openCatalog(), context.findDaemon()]);
  if (daemon === undefined) return createLocalHive(catalog);
  const info = await daemon.info(signal);
  const difference =
    info.root !== catalog.root
      ? `its catalog is ${info.root}`
      : info.registry !== registryName(context.env)
        ? `its registry is ${info.registry}`
        : undefined;
  if (difference === undefined) {
    tell(colors.dim(`The hive daemon at ${daemon.url} does it.`));
    return createDaemonHive(daemon);
  }
  tell(colors.dim(`The hive daemon at ${daemon.url} is not asked: ${difference}.`));
  return createLocalHive(catalog);
}
