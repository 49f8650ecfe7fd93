import type { CommandContext } from '../context.js';

export interface Current {
  /** The full id of the current version. */
  readonly current: string;
}

export interface Removed {
  readonly removed: readonly string[];
  /** With `--dry-run`. */
  readonly wouldRemove?: readonly string[];
}

/** Makes the next older installed version of a worker the current one. */
export async function rollback(worker: string, context: CommandContext): Promise<Current> {
  const hive = await context.openHive();
  return tellCurrent(await hive.run({ operation: 'worker_rollback', worker }, context), context);
}

/** Makes an installed version of a worker the current one. */
export async function select(worker: string, context: CommandContext): Promise<Current> {
  const hive = await context.openHive();
  return tellCurrent(await hive.run({ operation: 'worker_select', worker }, context), context);
}

async function tellCurrent(
  result: Current,
  { openCatalog, print, signal }: CommandContext,
): Promise<Current> {
  const { id, catalogId, version } = await (await openCatalog()).get(result.current, { signal });
  print(`${catalogId ?? id} is now ${version} (${id})`);
  return result;
}

export interface PruneFlags {
  readonly keep: number;
  readonly dryRun?: boolean;
}

/** Removes old versions, or says which would go. */
export async function prune({ keep, dryRun }: PruneFlags, context: CommandContext): Promise<Removed> {
  const { openCatalog, openHive, print, tell, signal } = context;
  if (dryRun) {
    const old = await (await openCatalog()).prune({ keep, dryRun, signal });
    if (old.length === 0) tell(nothingToPrune(keep));
    for (const { id } of old) print(`${id} would be removed`);
    return { removed: [], wouldRemove: old.map(({ id }) => id) };
  }
  const hive = await openHive();
  const { removed } = await hive.run({ operation: 'catalog_prune', keep }, context);
  if (removed.length === 0) tell(nothingToPrune(keep));
  for (const id of removed) print(`Removed ${id}`);
  return { removed };
}

function nothingToPrune(keep: number): string {
  return `There is nothing to remove: of each worker the newest ${keep === 1 ? 'version' : `${keep} versions`} and the current one stay.`;
}

/** Removes what installations that died left behind. */
export async function repair(context: CommandContext): Promise<Removed> {
  const { openHive, print, tell } = context;
  const hive = await openHive();
  const { removed } = await hive.run({ operation: 'catalog_repair' }, context);
  if (removed.length === 0) tell('There is nothing to repair.');
  for (const folder of removed) print(`Removed ${folder}`);
  return { removed };
}
