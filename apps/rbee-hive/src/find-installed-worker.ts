import type { WorkerBinary, WorkerCatalog } from '@rbee/worker-catalog';
import { CommandFailure } from './errors.js';

/**
 * The installed worker that a person means: by its full id, or by the id it was asked for with when only one
 * version of it is installed.
 *
 * @throws CommandFailure `NOT_INSTALLED`, `SEVERAL_INSTALLED`
 */
export async function findInstalledWorker(
  catalog: WorkerCatalog,
  name: string,
  signal: AbortSignal,
): Promise<WorkerBinary> {
  const workers = await catalog.list({ signal });
  const exact = workers.find((worker) => worker.id === name);
  if (exact !== undefined) return exact;
  const versions = workers.filter((worker) => worker.catalogId === name);
  const [only] = versions;
  if (only !== undefined && versions.length === 1) return only;
  if (versions.length > 1) {
    throw new CommandFailure({
      code: 'SEVERAL_INSTALLED',
      message: `Several versions of ${name} are installed.`,
      hint: `Name one of them: ${versions.map((worker) => worker.id).join(', ')}.`,
    });
  }
  throw new CommandFailure({
    code: 'NOT_INSTALLED',
    message: `No installed worker is called ${JSON.stringify(name)}.`,
    hint:
      workers.length === 0
        ? 'None is installed yet: rbee-hive available lists what there is.'
        : `Installed are ${workers.map((worker) => worker.id).join(', ')}.`,
  });
}
