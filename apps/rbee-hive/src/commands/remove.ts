import type { CommandContext } from '../context.js';
import { findInstalledWorker } from '../find-installed-worker.js';

/** Removes one installed worker with its files. */
export async function remove(
  name: string,
  context: CommandContext,
): Promise<{ readonly removed: readonly string[] }> {
  const { openCatalog, openHive, tell, signal, colors } = context;
  const worker = await findInstalledWorker(await openCatalog(), name, signal);
  const hive = await openHive();
  const result = await hive.run({ operation: 'worker_remove', worker: worker.id }, context);
  tell(`${colors.green('✓')} Removed ${worker.id}.`);
  return result;
}
