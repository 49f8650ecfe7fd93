import type { ModelCatalog, ModelEntry } from '@rbee/model-catalog';
import type { ModelPull, ModelRemove } from '../api/models.js';
import type { WorkerProcess } from '../api/processes.js';
import { DaemonError } from '../errors.js';
import type { OperationContext } from './job-runner.js';

export interface ModelJobInit {
  /** Absent where the daemon was started without a catalog of models. */
  readonly models: ModelCatalog | undefined;
  readonly processes: { list(): readonly WorkerProcess[] };
}

/** Does what a job asks of the catalog of models. */
export async function performModelJob(
  operation: ModelPull | ModelRemove,
  { jobId, signal, tell }: OperationContext,
  { models, processes }: ModelJobInit,
): Promise<{ readonly model: ModelEntry } | { readonly removed: readonly string[] }> {
  const catalog = models ?? refuseWithoutModels();
  const { model, operation: name } = operation;
  if (name === 'model_pull') {
    const { update } = operation;
    return { model: await catalog.provisionAndAdd(model, { jobId, signal, onEvent: tell, update }) };
  }
  requireUnused(await catalog.get(model, { signal }), processes.list());
  await catalog.remove(model, { signal });
  return { removed: [model] };
}

/** @throws DaemonError `NO_MODELS` */
function refuseWithoutModels(): never {
  throw new DaemonError({
    code: 'NO_MODELS',
    message: 'This daemon was started without a catalog of models.',
    hint: 'Start it with `rbee-hive serve`, or pass `models` to `startDaemon`.',
  });
}

/** @throws DaemonError `MODEL_IN_USE` */
function requireUnused({ id, path, files = [] }: ModelEntry, processes: readonly WorkerProcess[]): void {
  const own = new Set([path, ...files.map((file) => file.path)]);
  const user = processes.find(
    ({ endedAt, settings }) =>
      endedAt === undefined && settings?.model !== undefined && own.has(settings.model),
  );
  if (user === undefined) return;
  throw new DaemonError({
    code: 'MODEL_IN_USE',
    message: `${id} is loaded by ${user.worker} at port ${user.port}.`,
    hint: 'Stop that process first.',
  });
}
