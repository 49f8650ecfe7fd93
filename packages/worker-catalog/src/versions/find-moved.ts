import { isArchError, isProvisionError, isSourceFetchError } from '@rbee/worker-provisioner';
import type { OutdatedSearch, OutdatedWorker } from './outdated.js';
import type { WorkerVersions } from './versions.js';

/** The installed workers of the registry's own version whose sources have moved since. */
export async function findMoved(
  installed: readonly WorkerVersions[],
  search: OutdatedSearch,
): Promise<OutdatedWorker[]> {
  const found: OutdatedWorker[] = [];
  for (const group of installed) {
    const moved = await movedSources(group, search);
    if (moved.length === 0) continue;
    const { workerId, current, pinned } = group;
    found.push({ workerId, current, pinned, availableVersion: current.version, moved });
  }
  return found;
}

async function movedSources({ workerId, current }: WorkerVersions, search: OutdatedSearch) {
  const { provisioner, available, signal, onEvent } = search;
  const entry = available.workers.find(({ worker }) => worker.id === workerId);
  if (entry === undefined || entry.worker.yanked !== undefined) return [];
  try {
    return await provisioner.movedSources(current, { worker: entry.worker, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!isSourceFetchError(error) && !isProvisionError(error) && !isArchError(error)) throw error;
    onEvent?.({ type: 'sources-unchecked', workerId, artifactId: current.id, reason: error.message });
    return [];
  }
}
