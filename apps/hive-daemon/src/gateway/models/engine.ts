import type { WorkerApi, WorkerTask } from '@rbee/worker-catalog';
import type { ServedModel } from '../../api/gateway.js';
import type { MemoryNeeds } from './plan-memory.js';

/** What is known of a worker, whether or not it runs. */
export interface WorkerFacts {
  readonly api: WorkerApi;
  /** Empty where it is not known. */
  readonly tasks: readonly WorkerTask[];
}

/** A worker that runs and serves one model. */
export interface Engine extends WorkerFacts {
  readonly processId: string;
  /** Of 127.0.0.1. */
  readonly port: number;
  /** What the worker was told to call its model, where its command line says so. */
  readonly modelId?: string | undefined;
  /** The command line that it was started with. */
  readonly args: readonly string[];
  /** Aborted when it has ended. */
  readonly ended: AbortSignal;
  /** Whether the gateway may stop it: not one that a user started. */
  readonly isOurs: boolean;
  /** Resolves when it and all it started has ended. */
  stop(): Promise<void>;
}

/** What starts engines; the daemon's workers, or a test's. */
export interface EngineHost {
  /** Resolves when it is ready. @throws what says why it does not start; the signal's reason */
  start(model: ServedModel, signal: AbortSignal): Promise<Engine>;
  /** What the model's worker does; `undefined` when it is not installed. */
  describe(model: ServedModel): Promise<WorkerFacts | undefined>;
  /** What it takes when it is loaded; 0 where that is not known. */
  needs(model: ServedModel): Promise<MemoryNeeds>;
  /** What the GPUs have free now, together; `undefined` where that is not known. */
  freeGpuBytes(): Promise<number | undefined>;
}
