import { FIXED_LAUNCH, type WorkerBinary, type WorkerCatalog } from '@rbee/worker-catalog';
import type { ModelSettings, ServedModel } from '../api/gateway.js';
import type { WorkerProcess } from '../api/processes.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { ACTIVE } from '../processes/running-workers.js';
import type { Engine, EngineHost, WorkerFacts } from './models/engine.js';
import { freeGpuBytes, type MemoryNeeds, planMemory, resolveGpuLayers } from './models/plan-memory.js';

const DEFAULT_API = FIXED_LAUNCH.api;

/** The workers of this daemon as engines: started for a model, or taken as they were started by a user. */
export class WorkerHost implements EngineHost {
  readonly #catalog: WorkerCatalog;
  readonly #ends = new Map<string, AbortController>();
  #processes: ProcessKeeper | undefined;

  constructor(catalog: WorkerCatalog) {
    this.#catalog = catalog;
  }

  /** Says who keeps the processes; before that nothing can be started. */
  attach(processes: ProcessKeeper): void {
    this.#processes = processes;
  }

  /** Takes note of a change of a process. */
  noteChange({ id, state }: WorkerProcess): void {
    if (ACTIVE.has(state)) return;
    this.#ends.get(id)?.abort();
    this.#ends.delete(id);
  }

  async start(model: ServedModel, signal: AbortSignal): Promise<Engine> {
    const processes = this.#processesOrThrow();
    const installed = await this.#catalog.requireInstalled(model.worker, { signal });
    const { worker } = await this.#catalog.checkBeforeSpawn(installed.id, { signal });
    const started = await processes.spawn(
      worker,
      {
        ...{ operation: 'worker_spawn', worker: worker.id, startedBy: 'gateway', modelId: model.id },
        ...(await withLayers(worker, model.settings, this.#catalog)),
      },
      signal,
    );
    return this.engineOf(started);
  }

  /** A process that is healthy, as an engine. */
  engineOf(process: WorkerProcess): Engine {
    const { id, port, api = DEFAULT_API, tasks = [], args, startedBy } = process;
    const ended = this.#ends.get(id) ?? new AbortController();
    this.#ends.set(id, ended);
    const processes = this.#processesOrThrow();
    if (!ACTIVE.has(processes.get(id).state)) ended.abort();
    return {
      ...{ processId: id, port, api, tasks, args, ended: ended.signal, isOurs: startedBy === 'gateway' },
      ...(process.servedAs !== undefined && { modelId: process.servedAs }),
      stop: async () => void (await processes.stop(id)),
    };
  }

  /** A healthy process as a model that is served. */
  async modelOf({ worker, modelId = worker, settings = {} }: WorkerProcess): Promise<ServedModel> {
    const installed = await this.#catalog.requireInstalled(worker).catch(() => undefined);
    return { id: modelId, worker: installed?.catalogId ?? worker, settings };
  }

  async describe({ worker }: ServedModel): Promise<WorkerFacts | undefined> {
    const installed = await this.#catalog.requireInstalled(worker).catch(() => undefined);
    return installed === undefined ? undefined : (installed.launch ?? FIXED_LAUNCH);
  }

  async needs({ worker, settings }: ServedModel): Promise<MemoryNeeds> {
    const installed = await this.#catalog.requireInstalled(worker);
    return planMemory({ worker: installed, settings, hardware: await this.#catalog.hardware() });
  }

  async freeGpuBytes(): Promise<number | undefined> {
    return freeGpuBytes(await this.#catalog.hardware());
  }

  #processesOrThrow(): ProcessKeeper {
    if (this.#processes === undefined) throw new Error('The daemon has not started yet.');
    return this.#processes;
  }
}

/** Settings in which the layers on the GPU are a number, as far as that can be known. */
export async function withLayers<T extends ModelSettings>(
  worker: WorkerBinary,
  settings: T,
  catalog: WorkerCatalog,
): Promise<T> {
  if (settings.gpuLayers !== 'auto') return settings;
  const load = { worker, settings, hardware: await catalog.hardware() };
  return { ...settings, gpuLayers: await resolveGpuLayers(load, process.availableMemory()) };
}
