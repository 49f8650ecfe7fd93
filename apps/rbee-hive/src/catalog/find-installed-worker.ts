import type { WorkerBinary } from '@rbee/worker-catalog';
import type { InstalledWorkers } from '@rbee/worker-catalog/installed';
import { CommandFailure } from '../errors.js';
import { didYouMean } from '../suggest/did-you-mean.js';

/**
 * The installed worker that a person means: by its full id, or by the id it was asked for with when only one
 * version of it is installed.
 *
 * @throws CommandFailure `NOT_INSTALLED`, `SEVERAL_INSTALLED`
 */
export async function findInstalledWorker(
  catalog: Pick<InstalledWorkers, 'list'>,
  name: string,
  signal: AbortSignal,
): Promise<WorkerBinary> {
  const workers = await catalog.list({ signal });
  const exact = workers.find((worker) => worker.id === name);
  if (exact !== undefined) return exact;
  const versions = workers.filter((worker) => worker.catalogId === name);
  const [only] = versions;
  if (only !== undefined && versions.length === 1) return only;
  if (versions.length === 0) throw notInstalled(name, workers);
  throw new CommandFailure({
    code: 'SEVERAL_INSTALLED',
    message: `Several versions of ${name} are installed.`,
    hint: `Name one of them: ${idsOf(versions)}.`,
  });
}

/**
 * As `findInstalledWorker`, where one version has to do: of several the current one.
 *
 * @throws CommandFailure `NOT_INSTALLED`
 */
export async function findCurrentWorker(
  catalog: Pick<InstalledWorkers, 'list' | 'versions'>,
  name: string,
  signal: AbortSignal,
): Promise<WorkerBinary> {
  const groups = await catalog.versions({ signal });
  const group = groups.find(({ workerId }) => workerId === name);
  return group?.current ?? findInstalledWorker(catalog, name, signal);
}

export function notInstalled(name: string, workers: readonly WorkerBinary[]): CommandFailure {
  return new CommandFailure({
    code: 'NOT_INSTALLED',
    message: `No installed worker is called ${JSON.stringify(name)}.`,
    hint: hintFor(name, workers),
  });
}

function hintFor(name: string, workers: readonly WorkerBinary[]): string {
  if (workers.length === 0)
    return 'None is installed: rbee-hive available lists the workers of the registry.';
  const meant = didYouMean(name, [...new Set(workers.map(({ id, catalogId }) => catalogId ?? id))]);
  return meant.length > 0 ? `Did you mean ${meant.join(' or ')}?` : `Installed: ${idsOf(workers)}.`;
}

function idsOf(workers: readonly WorkerBinary[]): string {
  return workers.map((worker) => worker.id).join(', ');
}
