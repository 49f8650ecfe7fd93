import type { ModelFormat } from '@rbee/model-catalog';
import type { WorkerLaunch, WorkerTask } from '@rbee/worker-catalog';
import type { CatalogView } from '../catalog/catalog-view.js';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { printable } from '../output/printable.js';
import { agree } from './agree.js';
import type { LocalModel } from './find-model.js';

export interface Wanted {
  readonly task: WorkerTask;
  readonly format: LocalModel['format'];
  /** Whether to install what is missing without asking. */
  readonly isAgreed: boolean | undefined;
}

/** The id of an installed worker that can load such a model; one of the registry is installed where there is none. */
export async function findWorker(wanted: Wanted, context: CommandContext): Promise<string> {
  const { signal } = context;
  const catalog = await context.openView();
  const installed = await installedFor(wanted, catalog, signal);
  if (installed !== undefined) return installed;
  const { workers } = await catalog.available({ signal });
  const found = workers.find(({ state, worker }) => state === 'installable' && suits(worker.launch, wanted));
  if (found === undefined) {
    throw new CommandFailure({
      code: 'NOT_INSTALLED',
      message: `No worker for ${wanted.task} with ${wanted.format ?? 'such'} models is installed, and the registry has none for this machine.`,
      hint: 'See rbee-hive available; --worker names one to use all the same.',
    });
  }
  const { id, name } = found.worker;
  await agree(`Install the worker ${printable(id)} (${printable(name)})?`, wanted.isAgreed, context);
  await context.perform({ operation: 'worker_install', worker: id });
  return id;
}

/** The ids of workers that load models of a form: installed ones, and others of the registry for this machine. */
export async function workersFor(
  format: ModelFormat,
  { catalog, signal }: { readonly catalog: CatalogView; readonly signal: AbortSignal },
): Promise<{ readonly installed: readonly string[]; readonly registry: readonly string[] }> {
  const loads = (launch: WorkerLaunch | undefined) =>
    launch?.formats.some((known) => known === format) === true;
  const versions = await catalog.versions({ signal });
  const installed = versions.flatMap(({ current, workerId }) => (loads(current?.launch) ? [workerId] : []));
  const workers = await catalog.available({ signal }).then(
    (available) => available.workers,
    () => [],
  );
  signal.throwIfAborted();
  const offered = workers.filter(({ state, worker }) => state === 'installable' && loads(worker.launch));
  return { installed, registry: offered.map(({ worker }) => worker.id) };
}

async function installedFor(
  wanted: Wanted,
  catalog: CatalogView,
  signal: AbortSignal,
): Promise<string | undefined> {
  const versions = await catalog.versions({ signal });
  return versions.find(({ current }) => suits(current?.launch, wanted))?.workerId;
}

function suits(launch: WorkerLaunch | undefined, { task, format }: Wanted): boolean {
  if (launch === undefined || !launch.tasks.includes(task)) return false;
  return format === undefined || launch.formats.some((known) => known === format);
}
