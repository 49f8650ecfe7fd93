import { type AvailableWorkers, firstObstacle, ownRecipeOf } from '@rbee/worker-provisioner';
import { findChangedRecipes } from './find-changed-recipes.js';
import { findMoved } from './find-moved.js';
import type { OutdatedSearch, OutdatedWorker } from './outdated.js';
import type { WorkerVersions } from './versions.js';

/**
 * The current versions that are older than the registry's or than their own recipe or, if that is to be checked, than
 * their sources.
 */
export async function findOutdated(
  installed: readonly WorkerVersions[],
  search: OutdatedSearch,
): Promise<OutdatedWorker[]> {
  const own = installed.filter(({ current }) => ownRecipeOf(current) !== undefined);
  const ofRegistries = installed.filter((group) => !own.includes(group));
  const outdated = [...findOlder(ofRegistries, search.available), ...(await findChangedRecipes(own, search))];
  if (search.checkSources !== true) return outdated;
  const others = ofRegistries.filter(
    ({ workerId }) => !outdated.some((found) => found.workerId === workerId),
  );
  return [...outdated, ...(await findMoved(others, search))];
}

/** As the verdict on each has it. */
function findOlder(installed: readonly WorkerVersions[], { workers }: AvailableWorkers): OutdatedWorker[] {
  return installed.flatMap(({ workerId, current, pinned }) => {
    const entry = workers.find(({ worker }) => worker.id === workerId);
    if (entry === undefined) return [];
    const isPrevented = firstObstacle(entry.verdict) !== undefined;
    // Of what is installed, an obstacle is only named where there is something newer.
    if (entry.state !== 'update-available' && !isPrevented) return [];
    const obstacle = isPrevented && entry.reason !== undefined ? { obstacle: entry.reason } : {};
    return [{ workerId, current, pinned, availableVersion: entry.worker.version, ...obstacle }];
  });
}
