import { firstObstacle, isArchError, isProvisionError, ownRecipeOf } from '@rbee/worker-provisioner';
import type { OutdatedSearch, OutdatedWorker } from './outdated.js';
import type { WorkerVersions } from './versions.js';

/** The installed workers of recipes of the user's own, of a folder or URL, that are other recipes by now. */
export async function findChangedRecipes(
  installed: readonly WorkerVersions[],
  search: OutdatedSearch,
): Promise<OutdatedWorker[]> {
  const found: OutdatedWorker[] = [];
  for (const group of installed) {
    const changed = await findChange(group, search);
    if (changed !== undefined) found.push(changed);
  }
  return found;
}

/** A place that cannot be read says nothing: an event does. */
async function findChange(
  { workerId, current, pinned }: WorkerVersions,
  { planFrom, signal, onEvent }: OutdatedSearch,
): Promise<OutdatedWorker | undefined> {
  const from = ownRecipeOf(current);
  if (from === undefined) return undefined;
  try {
    const { action, worker, recipe, verdict } = await planFrom(from);
    if (action === 'none' || worker.id !== workerId) return undefined;
    const obstacle = firstObstacle(verdict)?.message;
    const availableVersion = recipe?.version ?? worker.version;
    return { workerId, current, pinned, availableVersion, from, ...(obstacle !== undefined && { obstacle }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isProvisionError(error) && !isArchError(error)) throw error;
    onEvent?.({ type: 'sources-unchecked', workerId, artifactId: current.id, reason: error.message });
    return undefined;
  }
}
