import { messageOf } from '@rbee-internal/coded-error';
import { startDeadline } from '@rbee-internal/system/time';
import type { ModelState, ServedModel } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';
import type { ModelMeter } from '../metrics/model-meter.js';
import type { Engine, EngineHost } from './engine.js';
import type { Memory } from './memory.js';
import { WaitingLine } from './waiting-line.js';

/** What a request holds while an engine serves it, to the last byte of its body. */
export interface Lease {
  readonly engine: Engine;
  /** It may be called again. */
  release(): void;
}

export interface ModelActorInit {
  readonly model: ServedModel;
  readonly host: EngineHost;
  readonly memory: Memory;
  readonly meter: ModelMeter;
  readonly limits: ActorLimits;
  /** Called when the model may be unloaded, or something of it has changed. */
  readonly onChange: () => void;
}

export interface ActorLimits {
  /** Requests that one engine serves at once. */
  readonly inFlight: number;
  /** Requests that wait for one model. */
  readonly queued: number;
  readonly keepAliveSeconds: number;
  /** After a failed start requests get its failure for so long, without a new start. */
  readonly failureMilliseconds: number;
}

/** APIs whose engines do one thing at a time. */
const ONE_AT_A_TIME: ReadonlySet<string> = new Set(['whisper', 'sd', 'rbee-jobs']);

/**
 * One model: starts its engine when a request comes, lets requests to it in their order, and stops it when it has been idle.
 * Nothing else changes what is known of the model.
 */
export class ModelActor {
  /** When it was first served, in seconds since 1970. */
  readonly since = Math.floor(Date.now() / 1_000);
  readonly #init: ModelActorInit;
  readonly #line: WaitingLine<Lease>;
  #model: ServedModel;
  #state: ModelState = 'stopped';
  #engine: Engine | undefined;
  #starting: AbortController | undefined;
  #work: Promise<void> = Promise.resolve();
  #inFlight = 0;
  #idle: ReturnType<typeof startDeadline> | undefined;
  #failure: { readonly error: unknown; readonly until: number } | undefined;
  #lastUse = 0;

  constructor(init: ModelActorInit) {
    this.#init = init;
    this.#model = init.model;
    this.#line = new WaitingLine(init.limits.queued, init.model.id);
  }

  get model(): ServedModel {
    return this.#model;
  }

  get state(): ModelState {
    return this.#state;
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  get meter(): ModelMeter {
    return this.#init.meter;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#line.length;
  }

  get lastFailure(): string | undefined {
    return this.#failure === undefined ? undefined : messageOf(this.#failure.error);
  }

  /** When the last request ended, by a clock that never goes back. */
  get lastUse(): number {
    return this.#lastUse;
  }

  /** Whether it holds memory that another model could have. */
  get isEvictable(): boolean {
    return (
      this.#state === 'ready' &&
      this.#inFlight === 0 &&
      this.#line.length === 0 &&
      this.#engine?.isOurs === true
    );
  }

  /** Further settings count from the next start on. */
  configure(model: ServedModel): void {
    this.#model = model;
    this.#failure = undefined;
    this.#init.onChange();
  }

  /**
   * Waits for the model, starting it where it does not run. First come, first served.
   * @throws DaemonError `MODEL_BUSY`, `MODEL_NOT_STARTED`, `MODEL_STOPPED`, `NO_MEMORY`; the signal's reason
   */
  acquire(signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    if (this.#failure !== undefined && performance.now() < this.#failure.until) {
      return Promise.reject(this.#failure.error);
    }
    const lease = this.#line.join(signal);
    this.#idle?.stop();
    this.#go();
    return lease;
  }

  /** Takes an engine that was started by someone else; one that runs already stays the model's. */
  adopt(engine: Engine): void {
    if (this.#state === 'stopped') this.#becomeReady(engine);
  }

  /** Stops the engine, also while it starts; who waits is refused. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#line.refuse(stopped(this.#model.id));
    this.#starting?.abort(stopped(this.#model.id));
    await this.#work;
    if (this.#state === 'ready') await this.#unload();
  }

  /** Stops the engine for another model's sake. */
  async evict(): Promise<void> {
    if (this.isEvictable) await this.#unload();
  }

  /** Refuses who waits, gives up a start, and does nothing more by itself; the engine is left as it is. */
  async close(): Promise<void> {
    this.#line.refuse(stopped(this.#model.id));
    this.#starting?.abort(stopped(this.#model.id));
    this.#idle?.stop();
    await this.#work;
    this.#idle?.stop();
  }

  /** Does what the state allows: serve, start, or begin to be idle. */
  #go(): void {
    if (this.#state === 'stopped' && this.#line.length > 0) this.#begin(() => this.#load());
    const engine = this.#engine;
    if (this.#state === 'ready' && engine !== undefined) {
      const limit = this.#limitOf(engine);
      while (this.#inFlight < limit && this.#line.next(() => this.#lease(engine)));
      if (this.#inFlight === 0 && this.#line.length === 0) this.#beginIdle(engine);
    }
    this.#init.onChange();
  }

  #limitOf({ api }: Engine): number {
    return ONE_AT_A_TIME.has(api) ? 1 : this.#init.limits.inFlight;
  }

  #lease(engine: Engine): Lease {
    this.#inFlight += 1;
    let isHeld = true;
    return {
      engine,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#inFlight -= 1;
        this.#lastUse = performance.now();
        this.#go();
      },
    };
  }

  async #load(): Promise<void> {
    const { host, memory, meter, limits } = this.#init;
    const starting = new AbortController();
    this.#starting = starting;
    this.#state = 'starting';
    const began = performance.now();
    try {
      const engine = await memory.withRoom(this, starting.signal, () =>
        host.start(this.#model, starting.signal),
      );
      meter.loaded((performance.now() - began) / 1_000);
      this.#failure = undefined;
      this.#becomeReady(engine);
    } catch (cause) {
      this.#state = 'stopped';
      const error = starting.signal.aborted ? starting.signal.reason : notStarted(this.#model, cause);
      if (!starting.signal.aborted) {
        meter.loadFailed();
        this.#failure = { error, until: performance.now() + limits.failureMilliseconds };
      }
      this.#line.refuse(error);
    } finally {
      this.#starting = undefined;
    }
  }

  #becomeReady(engine: Engine): void {
    this.#engine = engine;
    this.#state = 'ready';
    this.#lastUse = performance.now();
    const onEnd = () => this.#onEnd(engine);
    engine.ended.addEventListener('abort', onEnd, { once: true });
    if (engine.ended.aborted) onEnd();
    else this.#go();
  }

  /** It ended by itself, or a user stopped it. */
  #onEnd(engine: Engine): void {
    if (this.#engine !== engine || this.#state !== 'ready') return;
    this.#idle?.stop();
    this.#engine = undefined;
    this.#state = 'stopped';
    this.#go();
  }

  #beginIdle(engine: Engine): void {
    this.#idle?.stop();
    if (!engine.isOurs) return;
    const seconds = this.#model.keepAliveSeconds ?? this.#init.limits.keepAliveSeconds;
    this.#idle = startDeadline(seconds * 1_000);
    this.#idle.signal.addEventListener('abort', () => void this.evict(), { once: true });
  }

  #unload(): Promise<void> {
    const engine = this.#engine;
    this.#idle?.stop();
    this.#engine = undefined;
    this.#state = 'stopping';
    return this.#begin(async () => {
      await engine?.stop().catch(() => undefined);
      this.#state = 'stopped';
    });
  }

  /** One thing at a time: what is begun here ends before the next begins. */
  #begin(work: () => Promise<void>): Promise<void> {
    this.#work = work().finally(() => this.#go());
    return this.#work;
  }
}

function stopped(id: string): DaemonError {
  return new DaemonError({ code: 'MODEL_STOPPED', message: `The model ${JSON.stringify(id)} was stopped.` });
}

function notStarted({ id, worker }: ServedModel, cause: unknown): unknown {
  if (cause instanceof DaemonError && (cause.code === 'NO_MEMORY' || cause.code === 'LAUNCH_INCOMPLETE'))
    return cause;
  const { hint } = cause instanceof DaemonError ? cause : { hint: undefined };
  return new DaemonError({
    code: 'MODEL_NOT_STARTED',
    message: `The model ${JSON.stringify(id)} could not be started with ${worker}: ${messageOf(cause)}`,
    hint,
    cause,
  });
}
