import { messageOf } from '@rbee-internal/coded-error';
import { startDeadline, unlessAborted } from '@rbee-internal/system/time';
import type { ServedModel } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';
import type { MemoryNeeds } from './plan-memory.js';

/** A model as far as its memory is concerned. */
export interface MemoryHolder {
  readonly model: ServedModel;
  /** Whether it is loaded, and nothing uses it. */
  readonly isEvictable: boolean;
  readonly lastUse: number;
  /** Ends it. */
  evict(): Promise<void>;
}

export interface MemoryInit {
  /** Main memory that may be used by all models together. */
  readonly budgetBytes: number;
  /** GPU memory that may be used by all models together. @default what the GPUs have free */
  readonly gpuBudgetBytes?: number | undefined;
  /** What the system could give now. */
  readonly freeBytes: () => number;
  /** Models that are loaded at once. */
  readonly loadedModels: number;
  /** What the GPUs could give now; `undefined` where that is not known. */
  readonly freeGpuBytes: () => Promise<number | undefined>;
  /** What a model takes when it is loaded. */
  readonly needs: (model: ServedModel) => Promise<MemoryNeeds>;
  /** How long a model may wait for others to end their requests. */
  readonly waitMilliseconds: number;
}

/** What engines say that ran out of memory, in their last lines. */
const OUT_OF_MEMORY =
  /out of memory|failed to allocate|cannot allocate memory|unable to allocate|cudaMalloc failed|ErrorOutOfDeviceMemory|insufficient memory/i;

/**
 * Who may load, and who goes for it. One model loads at a time, so that each sees what the last one took. A model in use is never
 * unloaded for another; of idle ones the longest unused goes first.
 */
export class Memory {
  readonly #init: MemoryInit;
  readonly #loaded = new Map<MemoryHolder, MemoryNeeds>();
  readonly #waiting = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(init: MemoryInit) {
    this.#init = init;
  }

  /** What the models that are loaded take of it together, by estimate. */
  #used(which: keyof MemoryNeeds): number {
    return [...this.#loaded.values()].reduce((sum, needs) => sum + needs[which], 0);
  }

  /**
   * Loads a model when there is room for it. A load that fails for want of memory is tried once more without the idle models.
   * @throws DaemonError `NO_MEMORY`; what `load` throws; the signal's reason
   */
  withRoom<T>(holder: MemoryHolder, signal: AbortSignal, load: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    const turn = unlessAborted(before, signal).then(() => this.#load(holder, signal, load));
    this.#turn = Promise.allSettled([before, turn]);
    return turn;
  }

  /** Tells that a model has become idle, or has ended. */
  changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Tells that a model is not loaded any more. */
  freed(holder: MemoryHolder): void {
    this.#loaded.delete(holder);
  }

  /** Counts a model that was loaded by someone else: from now on as loaded, and what it takes as soon as that is known. */
  async took(holder: MemoryHolder): Promise<void> {
    if (this.#loaded.has(holder)) return;
    this.#loaded.set(holder, { memoryBytes: 0, gpuBytes: 0 });
    const needs = await this.#needsOf(holder.model);
    if (this.#loaded.has(holder)) this.#loaded.set(holder, needs);
  }

  async #load<T>(holder: MemoryHolder, signal: AbortSignal, load: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const needs = await this.#needsOf(holder.model);
    await this.#makeRoom(holder, needs, signal);
    signal.throwIfAborted();
    this.#loaded.set(holder, needs);
    try {
      return await load().catch(async (error: unknown) => {
        if (signal.aborted || !isOutOfMemory(error) || !(await this.#evictIdle())) throw error;
        signal.throwIfAborted();
        return await load();
      });
    } catch (error) {
      this.#loaded.delete(holder);
      throw error;
    }
  }

  /** What the user says counts for main memory. */
  async #needsOf(model: ServedModel): Promise<MemoryNeeds> {
    const needs = await this.#init.needs(model).catch(() => ({ memoryBytes: 0, gpuBytes: 0 }));
    return { ...needs, memoryBytes: model.memoryBytes ?? needs.memoryBytes };
  }

  async #makeRoom(holder: MemoryHolder, needs: MemoryNeeds, signal: AbortSignal): Promise<void> {
    const deadline = startDeadline(this.#init.waitMilliseconds, {
      signal,
      reason: () => noMemory(holder.model, [...this.#loaded.keys()]),
    });
    try {
      while (!(await this.#hasRoom(needs))) {
        const idle = this.#idle()[0];
        if (idle === undefined) await this.#change(deadline.signal);
        else {
          await idle.evict();
          this.#loaded.delete(idle);
        }
        deadline.signal.throwIfAborted();
      }
    } finally {
      deadline.stop();
    }
  }

  /** A model that is alone may be tried whatever it takes: engines leave to the disk what does not fit. */
  async #hasRoom({ memoryBytes, gpuBytes }: MemoryNeeds): Promise<boolean> {
    if (this.#loaded.size === 0) return true;
    const { budgetBytes, freeBytes, loadedModels } = this.#init;
    if (this.#loaded.size >= loadedModels) return false;
    if (memoryBytes > Math.min(budgetBytes - this.#used('memoryBytes'), freeBytes())) return false;
    return gpuBytes === 0 || gpuBytes <= (await this.#gpuRoom());
  }

  /** Where nothing is known of the GPUs, all that is asked for. */
  async #gpuRoom(): Promise<number> {
    const { gpuBudgetBytes, freeGpuBytes } = this.#init;
    const budget = gpuBudgetBytes === undefined ? undefined : gpuBudgetBytes - this.#used('gpuBytes');
    const free = await freeGpuBytes().catch(() => undefined);
    return Math.min(budget ?? Number.POSITIVE_INFINITY, free ?? Number.POSITIVE_INFINITY);
  }

  /** The longest unused first. */
  #idle(): MemoryHolder[] {
    return [...this.#loaded.keys()]
      .filter(({ isEvictable }) => isEvictable)
      .sort((a, b) => a.lastUse - b.lastUse);
  }

  async #evictIdle(): Promise<boolean> {
    const idle = this.#idle();
    for (const holder of idle) {
      await holder.evict();
      this.#loaded.delete(holder);
    }
    return idle.length > 0;
  }

  async #change(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
    this.#waiting.delete(wake);
    signal.removeEventListener('abort', wake);
  }
}

function isOutOfMemory(error: unknown): boolean {
  const hint = error instanceof DaemonError ? (error.hint ?? '') : '';
  return OUT_OF_MEMORY.test(`${messageOf(error)}\n${hint}`);
}

function noMemory({ id }: ServedModel, loaded: readonly MemoryHolder[]): DaemonError {
  const names = loaded.map(({ model }) => model.id).join(', ');
  return new DaemonError({
    code: 'NO_MEMORY',
    message: `There is no room for the model ${JSON.stringify(id)}: ${names} are loaded and in use.`,
    hint: 'Stop one of them, or try again when they are idle.',
  });
}
