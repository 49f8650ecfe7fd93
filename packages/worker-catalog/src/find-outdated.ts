import type { WorkerBinary } from '@rbee/artifact-catalog';
import type { AvailableWorkers } from '@rbee/worker-provisioner';
import { vercmp } from '@rbee-internal/vercmp';
import type { WorkerVersions } from './versions.js';

/** An installed worker of which the registry has a newer version. */
export interface OutdatedWorker {
  readonly workerId: string;
  readonly current: WorkerBinary;
  /** Whether `current` was chosen by hand over a newer installed version. */
  readonly pinned: boolean;
  readonly availableVersion: string;
  /** Why this machine cannot have the newer version; absent when it can. */
  readonly obstacle?: string;
}

/** Compares what counts with what the registry has, by vercmp. Withdrawn versions are no upgrade. */
export function findOutdated(
  installed: readonly WorkerVersions[],
  { workers }: AvailableWorkers,
): OutdatedWorker[] {
  return installed.flatMap(({ workerId, current, pinned }) => {
    const entry = workers.find(({ worker }) => worker.id === workerId);
    if (entry === undefined || entry.worker.yanked !== undefined) return [];
    const { version } = entry.worker;
    if (vercmp(version, current.version) <= 0) return [];
    const obstacle = entry.state === 'unsupported' ? { obstacle: entry.reason } : {};
    return [{ workerId, current, pinned, availableVersion: version, ...obstacle }];
  });
}
