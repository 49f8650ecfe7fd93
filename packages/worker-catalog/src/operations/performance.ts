import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import type {
  CachePruneOptions,
  CachePruning,
  CacheVerification,
  FailedBuild,
  ProvisionWorkerOptions,
  PruneFailedOptions,
} from '@rbee/worker-provisioner';
import type { Verification } from '../verify/verification.js';
import type { OutdatedOptions, OutdatedWorker } from '../versions/outdated.js';
import type { PruneOptions } from '../versions/prune-options.js';
import type { OperationEvent } from './events.js';

/** What operations need of a catalog: `WorkerCatalog` is one. */
export interface OperableCatalog {
  provisionAndAdd(workerId: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  provisionAndAddFrom(location: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  trusting(licenseOrigins: readonly string[]): OperableCatalog;
  requireInstalled(id: string, options?: CallOptions): Promise<WorkerBinary>;
  list(options?: CallOptions): Promise<WorkerBinary[]>;
  outdated(options?: OutdatedOptions): Promise<OutdatedWorker[]>;
  remove(id: string, options?: CallOptions): Promise<void>;
  verify(id: string, options?: CallOptions): Promise<Verification>;
  select(artifactId: string, options?: CallOptions): Promise<WorkerBinary>;
  rollback(workerId: string, options?: CallOptions): Promise<WorkerBinary>;
  prune(options: PruneOptions): Promise<WorkerBinary[]>;
  repair(options?: CallOptions): Promise<string[]>;
  pruneFailedBuilds(options?: PruneFailedOptions): Promise<readonly FailedBuild[]>;
  pruneCache(options: CachePruneOptions): Promise<CachePruning>;
  verifyCache(options?: CallOptions): Promise<CacheVerification>;
}

/** Options of `perform`. */
export interface PerformOptions extends CallOptions {
  /** Yours; every event carries it. */
  readonly jobId: string;
  /** Called for each event, in order; what it throws ends the operation. @default none */
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
  /** Whether a process of an installed worker runs: that worker is never removed. @default none does */
  readonly isRunning?: ((artifactId: string) => boolean) | undefined;
}

/** What an operation works with: the options of `perform`, their defaults applied. */
export interface Performance extends CallOptions {
  readonly catalog: OperableCatalog;
  readonly jobId: string;
  readonly onEvent: (event: OperationEvent) => void;
  readonly isRunning: (artifactId: string) => boolean;
}
