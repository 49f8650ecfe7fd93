import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { findInstalledWorker } from '../find-installed-worker.js';

/** Makes the next older installed version of a worker count. */
export async function rollback(
  workerId: string,
  { openCatalog, print, signal }: CommandContext,
): Promise<void> {
  const worker = await (await openCatalog()).rollback(workerId, { signal });
  print(`${workerId} is now ${worker.version} (${worker.id})`);
}

/** Makes one installed version of a worker count. */
export async function select(id: string, { openCatalog, print, signal }: CommandContext): Promise<void> {
  const worker = await (await openCatalog()).select(id, { signal });
  print(`${worker.catalogId ?? worker.id} is now ${worker.version} (${worker.id})`);
}

export interface PruneFlags {
  readonly keep: number;
  readonly dryRun?: boolean;
}

/** Removes old versions, or says which would go. */
export async function prune({ keep, dryRun }: PruneFlags, context: CommandContext): Promise<void> {
  const { openCatalog, print, tell, signal } = context;
  const pruned = await (await openCatalog()).prune({ keep, dryRun, signal });
  if (pruned.length === 0) tell(`No worker has more than ${keep} versions installed.`);
  for (const { id } of pruned) print(dryRun ? `${id} would be removed` : `Removed ${id}`);
}

/** Removes what installations that died left behind. */
export async function repair({ openCatalog, print, tell, signal }: CommandContext): Promise<void> {
  const removed = await (await openCatalog()).repair({ signal });
  if (removed.length === 0) tell('There is nothing to repair.');
  for (const folder of removed) print(`Removed ${folder}`);
}

/** Reads installed programs again and compares them with their records; fails when one differs. */
export async function verify(
  name: string | undefined,
  { openCatalog, print, signal }: CommandContext,
): Promise<void> {
  const catalog = await openCatalog();
  const workers =
    name === undefined ? await catalog.list({ signal }) : [await findInstalledWorker(catalog, name, signal)];
  const damaged: string[] = [];
  for (const { id } of workers) {
    const { verdict } = await catalog.verify(id, { signal });
    print(`${id}: ${verdict}`);
    if (verdict !== 'intact' && verdict !== 'unknown') damaged.push(id);
  }
  if (damaged.length === 0) return;
  throw new CommandFailure({
    code: 'DAMAGED',
    message: `${damaged.join(', ')} ${damaged.length === 1 ? 'is' : 'are'} not what was installed.`,
    hint: 'Remove what is damaged and install it again.',
  });
}
