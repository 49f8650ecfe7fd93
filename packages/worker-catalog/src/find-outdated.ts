import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import type {
  AvailableWorkers,
  MovedSource,
  RegistryEvent,
  WorkerProvisioner,
} from '@rbee/worker-provisioner';
import { vercmp } from '@rbee-internal/vercmp';
import { findMoved } from './find-moved.js';
import type { WorkerVersions } from './versions.js';

/** An installed worker of which something newer can be had. */
export interface OutdatedWorker {
  readonly workerId: string;
  readonly current: WorkerBinary;
  /** Whether `current` was chosen by hand over a newer installed version. */
  readonly pinned: boolean;
  /** What the registry has. It is that of `current` where only `moved` makes it outdated. */
  readonly availableVersion: string;
  /** The branches that it was built from and that name other commits now; only when they were asked for. */
  readonly moved?: readonly MovedSource[];
  /** Why this machine cannot have the newer version; absent when it can. */
  readonly obstacle?: string;
}

/** Options of `outdated`. */
export interface OutdatedOptions extends CallOptions {
  /** Whether git remotes are asked what the branches are that workers were built from. @default false */
  readonly checkSources?: boolean | undefined;
  /** Is told of what could not be asked for, and of copies that stand in for the registry. */
  readonly onEvent?: ((event: OutdatedEvent) => void) | undefined;
}

/** What `outdated` tells while it works. */
export type OutdatedEvent =
  /** Whether the sources of this worker have moved cannot be known. */
  | {
      readonly type: 'sources-unchecked';
      readonly workerId: string;
      readonly artifactId: string;
      readonly reason: string;
    }
  | RegistryEvent;

export interface OutdatedSearch extends OutdatedOptions {
  readonly provisioner: Pick<WorkerProvisioner, 'movedSources'>;
  readonly available: AvailableWorkers;
}

/** What counts and is behind the registry or, if that is to be checked, behind its sources. */
export async function findOutdated(
  installed: readonly WorkerVersions[],
  search: OutdatedSearch,
): Promise<OutdatedWorker[]> {
  const outdated = findOlder(installed, search.available);
  if (search.checkSources !== true) return outdated;
  const others = installed.filter(({ workerId }) => !outdated.some((found) => found.workerId === workerId));
  return [...outdated, ...(await findMoved(others, search))];
}

/** Compares what counts with what the registry has, by vercmp. Withdrawn versions are no upgrade. */
function findOlder(installed: readonly WorkerVersions[], { workers }: AvailableWorkers): OutdatedWorker[] {
  return installed.flatMap(({ workerId, current, pinned }) => {
    const entry = workers.find(({ worker }) => worker.id === workerId);
    if (entry === undefined || entry.worker.yanked !== undefined) return [];
    const { version } = entry.worker;
    if (vercmp(version, current.version) <= 0) return [];
    const obstacle = entry.state === 'unsupported' ? { obstacle: entry.reason } : {};
    return [{ workerId, current, pinned, availableVersion: version, ...obstacle }];
  });
}
