import type { AvailableWorker, AvailableWorkers, WorkerCatalog, WorkerVersions } from '@rbee/worker-catalog';
import { messageOf } from '@rbee-internal/coded-error';
import { vercmp } from '@rbee-internal/vercmp';
import type { WorkerOverview, WorkerRow } from './api/resources.js';

/** Every worker of the registry and every installed one; without the registry those installed. */
export async function overviewOf(catalog: WorkerCatalog, signal: AbortSignal): Promise<WorkerOverview> {
  const [asked, installed]: [Asked, WorkerVersions[]] = await Promise.all([
    catalog.available({ signal }).catch((error: unknown) => registryDown(error, signal)),
    catalog.versions({ signal }),
  ]);
  const groups = new Map(installed.map((versions) => [versions.workerId, versions]));
  const rows = asked.workers.map((available) => {
    const versions = groups.get(available.worker.id);
    groups.delete(available.worker.id);
    return rowOf(available, versions);
  });
  for (const versions of groups.values()) {
    rows.push({ id: versions.workerId, name: versions.workerId, state: 'installed', installed: versions });
  }
  return {
    workers: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    problems: asked.problems,
    ...(asked.registryError !== undefined && { registryError: asked.registryError }),
  };
}

interface Asked extends AvailableWorkers {
  readonly registryError?: string;
}

function registryDown(error: unknown, signal: AbortSignal): Asked {
  signal.throwIfAborted();
  return { workers: [], problems: [], registryError: messageOf(error) };
}

function rowOf(available: AvailableWorker, installed: WorkerVersions | undefined): WorkerRow {
  const { worker } = available;
  const row = { id: worker.id, name: worker.name, metadata: worker };
  const obstacle = available.state === 'unsupported' ? available.reason : undefined;
  if (installed === undefined) {
    return obstacle === undefined
      ? { ...row, state: 'installable' }
      : { ...row, state: 'unsupported', reason: obstacle };
  }
  const { version } = worker;
  const isNewer = worker.yanked === undefined && vercmp(version, installed.current.version) > 0;
  if (!isNewer) return { ...row, state: 'installed', installed };
  if (obstacle !== undefined) {
    const reason = `The registry has version ${version}, which this machine cannot have: ${obstacle}`;
    return { ...row, state: 'installed', reason, installed };
  }
  const reason = `The registry has version ${version}; ${installed.current.version} is ${installed.pinned ? 'chosen' : 'installed'}.`;
  return { ...row, state: 'update-available', reason, installed };
}
