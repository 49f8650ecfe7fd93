import type { ModelStatus, ServedModel } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';
import { ModelMeter } from '../metrics/model-meter.js';
import type { Engine, EngineHost, WorkerFacts } from './engine.js';
import { Memory, type MemoryInit } from './memory.js';
import { type ActorLimits, ModelActor } from './model-actor.js';

export interface ModelShelfInit {
  readonly host: EngineHost;
  readonly memory: Omit<MemoryInit, 'needs' | 'freeGpuBytes'>;
  readonly limits: ActorLimits;
}

/** Every model that is served, by its id. */
export class ModelShelf {
  readonly #init: ModelShelfInit;
  readonly #memory: Memory;
  readonly #actors = new Map<string, ModelActor>();
  /** Models that are forgotten when their engine ends. */
  readonly #passing = new Set<string>();
  #isClosed = false;

  constructor(init: ModelShelfInit) {
    this.#init = init;
    const { host } = init;
    this.#memory = new Memory({
      ...init.memory,
      needs: (model) => host.needs(model),
      freeGpuBytes: () => host.freeGpuBytes(),
    });
  }

  get actors(): readonly ModelActor[] {
    return [...this.#actors.values()];
  }

  /** @throws DaemonError `MODEL_NOT_FOUND` */
  get(id: string): ModelActor {
    const actor = this.#actors.get(id);
    if (actor !== undefined) return actor;
    throw new DaemonError({
      code: 'MODEL_NOT_FOUND',
      message: `The model ${JSON.stringify(id.slice(0, 256))} does not exist.`,
      hint: 'GET /v1/models lists those that are served.',
      path: 'model',
    });
  }

  /** Adds a model, or changes what it is started with the next time. */
  put(model: ServedModel): ModelActor {
    this.#passing.delete(model.id);
    const known = this.#actors.get(model.id);
    known?.configure(model);
    return known ?? this.#add(model);
  }

  /** Stops a model and forgets it. @throws DaemonError `MODEL_NOT_FOUND` */
  async remove(id: string): Promise<void> {
    const actor = this.get(id);
    this.#actors.delete(id);
    await actor.stop();
  }

  /**
   * Serves by an engine that someone else started, as long as it runs: from the call on, so that no request starts a second one.
   * A model that is not known, and not kept, is forgotten when the engine ends.
   * @returns when its memory is counted
   */
  async adopt(model: ServedModel, engine: Engine): Promise<void> {
    if (this.#isClosed) return;
    const actor = this.#actors.get(model.id) ?? this.#add(model);
    const counted = this.#memory.took(actor);
    actor.adopt(engine);
    await counted;
  }

  /** Marks a model as one that is forgotten when its engine ends. */
  forgetWhenEnded(id: string): void {
    if (!this.#actors.has(id)) this.#passing.add(id);
  }

  status(actor: ModelActor, facts: WorkerFacts | undefined): ModelStatus {
    const { model, state, engine, inFlight, queued, lastFailure, meter } = actor;
    const { api, tasks } = engine ?? facts ?? { api: undefined, tasks: [] };
    return {
      ...model,
      ...{ state, tasks, inFlight, queued, stats: meter.stats },
      ...(api !== undefined && { api }),
      ...(engine !== undefined && { process: engine.processId }),
      ...(lastFailure !== undefined && { lastFailure }),
    };
  }

  /** Refuses who waits, and starts nothing more; engines are left to who owns the processes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.actors.map((actor) => actor.close()));
  }

  #add(model: ServedModel): ModelActor {
    const { host, limits } = this.#init;
    const actor: ModelActor = new ModelActor({
      ...{ model, host, limits, memory: this.#memory, meter: new ModelMeter() },
      onChange: () => this.#onChange(actor),
    });
    this.#actors.set(model.id, actor);
    return actor;
  }

  #onChange(actor: ModelActor): void {
    const { id } = actor.model;
    if (actor.state === 'stopped') {
      this.#memory.freed(actor);
      if (this.#passing.has(id) && this.#actors.get(id) === actor) {
        this.#passing.delete(id);
        this.#actors.delete(id);
      }
    }
    this.#memory.changed();
  }
}
