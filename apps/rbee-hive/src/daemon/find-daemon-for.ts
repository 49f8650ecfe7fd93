import type { CatalogView } from '../catalog/catalog-view.js';
import type { CommandContext } from '../context.js';
import type { HiveInfo } from './answers.js';
import type { DaemonClient } from './client/daemon-client.js';

/** The daemon that runs, when its catalog is this one, or that was named; tells when it is another. */
export async function findDaemonFor(
  { root }: Pick<CatalogView, 'root'>,
  { findDaemon, signal, tell, colors }: CommandContext,
): Promise<{ readonly daemon: DaemonClient; readonly info: HiveInfo } | undefined> {
  const daemon = await findDaemon();
  if (daemon === undefined) return undefined;
  const info = await daemon.info(signal);
  if (info.root === root) return { daemon, info };
  tell(colors.dim(`The hive daemon at ${daemon.url} is not used: its catalog is ${info.root}.`));
  return undefined;
}
