import {
  type AvailableWorker,
  type AvailableWorkers,
  type HardwareSnapshot,
  installedFacts,
  verdictOfInstalled,
  type WorkerCatalog,
  type WorkerVersions,
} from '@rbee/worker-catalog';
import { messageOf } from '@rbee-internal/coded-error';
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
  const hardware = await catalog.hardware({ signal });
  for (const versions of groups.values()) {
    rows.push(installedRow(versions, hardware));
  }
  return {
    workers: rows.sort(examplesLast),
    problems: asked.problems,
    ...(asked.registryError !== undefined && { registryError: asked.registryError }),
  };
}

/** By id; what is only there to be looked at comes after what one would want. */
function examplesLast(a: WorkerRow, b: WorkerRow): number {
  const [first, second] = [a, b].map(({ metadata }) => Number(metadata?.example === true));
  return (first ?? 0) - (second ?? 0) || (a.id < b.id ? -1 : 1);
}

interface Asked extends AvailableWorkers {
  readonly registryError?: string;
}

function registryDown(error: unknown, signal: AbortSignal): Asked {
  signal.throwIfAborted();
  return { workers: [], problems: [], registryError: messageOf(error) };
}

function rowOf(
  { worker, verdict, reason }: AvailableWorker,
  installed: WorkerVersions | undefined,
): WorkerRow {
  return {
    id: worker.id,
    name: worker.name,
    state: verdict.state,
    verdict,
    ...(reason !== undefined && { reason }),
    metadata: worker,
    ...(installed !== undefined && { installed }),
  };
}

/** What only the catalog has. */
function installedRow(versions: WorkerVersions, hardware: HardwareSnapshot): WorkerRow {
  const { workerId } = versions;
  const verdict = verdictOfInstalled(workerId, installedFacts(versions), hardware);
  const reason = verdict.summary === undefined ? {} : { reason: verdict.summary };
  return { id: workerId, name: workerId, state: verdict.state, verdict, ...reason, installed: versions };
}
