import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import { WorkerCatalogError } from '../errors.js';
import type { PruneOptions } from './prune-options.js';
import type { Selections } from './selections.js';
import {
  groupVersions,
  previousVersion,
  prunableVersions,
  type WorkerVersions,
  workerIdOf,
} from './versions.js';

/** Keeps track of which installed version of each worker is current. */
export interface VersionKeeper {
  list(options?: CallOptions): Promise<WorkerVersions[]>;
  /** By its full id, or without the version: then the current one. */
  require(id: string, options?: CallOptions): Promise<WorkerBinary>;
  select(artifactId: string, options?: CallOptions): Promise<WorkerBinary>;
  rollback(workerId: string, options?: CallOptions): Promise<WorkerBinary>;
  /** Makes the newest version the current one again. */
  unselect(workerId: string): Promise<void>;
  prune(options: PruneOptions): Promise<WorkerBinary[]>;
}

export function createVersionKeeper(
  catalog: FilesystemCatalog<WorkerBinary>,
  selections: Selections,
): VersionKeeper {
  async function list(options?: CallOptions): Promise<WorkerVersions[]> {
    const [workers, chosen] = await Promise.all([catalog.list(options), selections.read()]);
    return groupVersions(workers, chosen);
  }

  async function requireInstalled(id: string, options?: CallOptions): Promise<WorkerBinary> {
    const groups = await list(options);
    const group = groups.find(({ workerId }) => workerId === id);
    const worker = group?.current ?? groups.flatMap(({ versions }) => versions).find((one) => one.id === id);
    if (worker === undefined) throw notInstalled(id, groups);
    return worker;
  }

  async function select(artifactId: string, options?: CallOptions): Promise<WorkerBinary> {
    const groups = await list(options);
    const worker = groups.flatMap((group) => named(artifactId, group) ?? [])[0];
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

  const unselect = (workerId: string) => selections.write(workerId, undefined);
  return { list, require: requireInstalled, select, rollback, unselect, prune };
}

/** By its full id, as `ID@VERSION`, or by its id alone: then the newest. */
function named(wanted: string, { workerId, versions }: WorkerVersions): WorkerBinary | undefined {
  const exact = versions.find(({ id, version }) => id === wanted || `${workerId}@${version}` === wanted);
  return exact ?? (workerId === wanted ? versions[0] : undefined);
}

function notInstalled(id: string, groups: readonly WorkerVersions[]): WorkerCatalogError {
  const ids = groups.flatMap(({ versions }) => versions.map((worker) => worker.id));
  return new WorkerCatalogError({
    code: 'NOT_INSTALLED',
    message: `No installed worker is called ${JSON.stringify(id)}.`,
    hint: ids.length === 0 ? 'None is installed.' : `Installed: ${ids.join(', ')}.`,
  });
}

function noPreviousVersion({ workerId, current }: WorkerVersions): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'NO_PREVIOUS_VERSION',
    message: `${workerId} ${current.version} is the oldest installed version: there is no older one to go back to.`,
    hint: 'Install an older version first.',
  });
}
