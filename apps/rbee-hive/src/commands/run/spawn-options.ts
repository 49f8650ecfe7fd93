import type { ModelSettings, RestartPolicy } from 'rbee-hive-daemon/api';

/** What the command line says of a worker that is to be started. */
export interface SpawnOptions extends Omit<ModelSettings, 'args' | 'env'> {
  /** What clients of the gateway call the model. */
  readonly modelId?: string;
  readonly port?: number;
  readonly queenUrl?: string;
  /** Seconds. */
  readonly readyTimeout: number;
  readonly attach?: boolean;
  readonly restart?: RestartPolicy;
  /** Further arguments of the worker. */
  readonly args: readonly string[];
}
