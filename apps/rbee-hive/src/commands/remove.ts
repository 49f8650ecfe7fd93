import type { CommandContext } from '../context.js';
import { findInstalledWorker } from '../find-installed-worker.js';

/** Removes one installed worker with its files. */
export async function remove(
  name: string,
  { openCatalog, tell, signal, colors }: CommandContext,
): Promise<void> {
  const catalog = await openCatalog();
  const worker = await findInstalledWorker(catalog, name, signal);
  await catalog.remove(worker.id, { signal });
  tell(`${colors.green('✓')} Removed ${worker.id}.`);
}
