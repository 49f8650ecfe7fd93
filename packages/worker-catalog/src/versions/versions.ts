import type { WorkerBinary } from '@rbee/artifact-catalog';
import { vercmp } from '@rbee-internal/vercmp';

/** The versions of one worker that are usable, newest first. */
export interface WorkerVersions {
  /** The id that was asked for; of a worker that was added without one, its own id. */
  readonly workerId: string;
  readonly versions: readonly WorkerBinary[];
  /** The current version: the selected one, else the newest. */
  readonly current: WorkerBinary;
  /** Whether `current` was selected. */
  readonly pinned: boolean;
}

/** Groups installed workers by what was asked for, sorted by that. Workers that are not `Available` are left out. */
export function groupVersions(
  workers: readonly WorkerBinary[],
  selections: ReadonlyMap<string, string>,
): WorkerVersions[] {
  const groups = new Map<string, WorkerBinary[]>();
  for (const worker of workers) {
    if (worker.status !== 'Available') continue;
    const workerId = workerIdOf(worker);
    groups.set(workerId, [...(groups.get(workerId) ?? []), worker]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([workerId, versions]) => {
      versions.sort(newestFirst);
      const chosen = versions.find((worker) => worker.id === selections.get(workerId));
      const [newest] = versions;
      // A group is only made with a worker in it.
      return {
        workerId,
        versions,
        current: chosen ?? (newest as WorkerBinary),
        pinned: chosen !== undefined,
      };
    });
}

/** What a worker is grouped by. */
export function workerIdOf(worker: WorkerBinary): string {
  return worker.catalogId ?? worker.id;
}

/** The version to go back to: the newest that is older than the current one. */
export function previousVersion({ versions, current }: WorkerVersions): WorkerBinary | undefined {
  return versions.find((worker) => vercmp(worker.version, current.version) < 0);
}

/** What is removed when only the newest `keep` versions stay; the current one always does. */
export function prunableVersions({ versions, current }: WorkerVersions, keep: number): WorkerBinary[] {
  return versions.slice(keep).filter((worker) => worker !== current);
}

function newestFirst(a: WorkerBinary, b: WorkerBinary): number {
  return vercmp(b.version, a.version) || (a.addedAt < b.addedAt ? 1 : -1);
}
