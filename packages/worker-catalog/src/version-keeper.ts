import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import { WorkerCatalogError } from './errors.js';
import type { Selections } from './selections.js';
import {
  groupVersions,
  previousVersion,
  prunableVersions,
  type WorkerVersions,
  workerIdOf,
} from './versions.js';

/** Keeps track of which installed version of each worker counts. */
export interface VersionKeeper {
  list(options?: CallOptions): Promise<WorkerVersions[]>;
  select(artifactId: string, options?: CallOptions): Promise<WorkerBinary>;
  rollback(workerId: string, options?: CallOptions): Promise<WorkerBinary>;
  /** Lets the newest version count again. */
  unselect(workerId: string): Promise<void>;
  prune(options: PruneOptions): Promise<WorkerBinary[]>;
}

/** Options of `prune`. */
export interface PruneOptions extends CallOptions {
  /** How many versions of each worker stay, the newest first; the one that counts always does. At least 1. */
  readonly keep: number;
  /** Only this worker's versions. @default every worker's */
  readonly workerId?: string | undefined;
  /** Say what would go, and remove nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

export function createVersionKeeper(
  catalog: FilesystemCatalog<WorkerBinary>,
  selections: Selections,
): VersionKeeper {
  async function list(options?: CallOptions): Promise<WorkerVersions[]> {
    const [workers, chosen] = await Promise.all([catalog.list(options), selections.read()]);
    return groupVersions(workers, chosen);
  }

  async function select(artifactId: string, options?: CallOptions): Promise<WorkerBinary> {
    const groups = await list(options);
    const worker = groups.flatMap(({ versions }) => versions).find(({ id }) => id === artifactId);
    if (worker === undefined) throw notInstalled(artifactId, groups);
    await selections.write(workerIdOf(worker), worker.id, options);
    return worker;
  }

  async function rollback(workerId: string, options?: CallOptions): Promise<WorkerBinary> {
    const groups = await list(options);
    const group = groups.find((candidate) => candidate.workerId === workerId);
    if (group === undefined) throw notInstalled(workerId, groups);
    const previous = previousVersion(group);
    if (previous === undefined) throw noPreviousVersion(group);
    await selections.write(workerId, previous.id, options);
    return previous;
  }

  async function prune({ keep, workerId, dryRun, ...call }: PruneOptions): Promise<WorkerBinary[]> {
    const groups = await list(call);
    const pruned = groups
      .filter((group) => workerId === undefined || group.workerId === workerId)
      .flatMap((group) => prunableVersions(group, keep));
    if (!dryRun) for (const worker of pruned) await catalog.remove(worker.id, call);
    return pruned;
  }

  return { list, select, rollback, unselect: (workerId) => selections.write(workerId, undefined), prune };
}

function notInstalled(id: string, groups: readonly WorkerVersions[]): WorkerCatalogError {
  const ids = groups.flatMap(({ versions }) => versions.map((worker) => worker.id));
  return new WorkerCatalogError({
    code: 'NOT_INSTALLED',
    message: `No installed worker is called ${JSON.stringify(id)}.`,
    hint: ids.length === 0 ? 'None is installed.' : `Installed are ${ids.join(', ')}.`,
  });
}

function noPreviousVersion({ workerId, current }: WorkerVersions): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'NO_PREVIOUS_VERSION',
    message: `${workerId} ${current.version} is the oldest version that is installed, so there is none to go back to.`,
    hint: 'Install an older version first.',
  });
}
