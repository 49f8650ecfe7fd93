import type { AvailableWorkers } from '@rbee/worker-provisioner';
import { vercmp } from '@rbee-internal/vercmp';
import { findMoved } from './find-moved.js';
import type { OutdatedSearch, OutdatedWorker } from './outdated.js';
import type { WorkerVersions } from './versions.js';

/** The current versions that are older than the registry's or, if that is to be checked, than their sources. */
export async function findOutdated(
  installed: readonly WorkerVersions[],
  search: OutdatedSearch,
): Promise<OutdatedWorker[]> {
  const outdated = findOlder(installed, search.available);
  if (search.checkSources !== true) return outdated;
  const others = installed.filter(({ workerId }) => !outdated.some((found) => found.workerId === workerId));
  return [...outdated, ...(await findMoved(others, search))];
}

/** Compares the current versions with the registry's, by vercmp. A withdrawn version is not an upgrade. */
function findOlder(installed: readonly WorkerVersions[], { workers }: AvailableWorkers): OutdatedWorker[] {
  return installed.flatMap(({ workerId, current, pinned }) => {
    const entry = workers.find(({ worker }) => worker.id === workerId);
    if (entry === undefined || entry.worker.yanked !== undefined) return [];
    // A release's versions are its project's tags; whether there is a newer one is asked with the sources.
    if (current.provenance?.release !== undefined && entry.worker.release !== undefined) return [];
    const { version } = entry.worker;
    if (vercmp(version, current.version) <= 0) return [];
    const obstacle = entry.state === 'unsupported' ? { obstacle: entry.reason } : {};
    return [{ workerId, current, pinned, availableVersion: version, ...obstacle }];
  });
}
