import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import type {
  AvailableWorkers,
  MovedSource,
  ProvisionPlan,
  RegistryEvent,
  WorkerProvisioner,
} from '@rbee/worker-provisioner';

/** An installed worker of which something newer can be had. */
export interface OutdatedWorker {
  readonly workerId: string;
  readonly current: WorkerBinary;
  /** Whether `current` was selected over a newer installed version. */
  readonly pinned: boolean;
  /** What the registry has. It is that of `current` where only `moved` makes it outdated. */
  readonly availableVersion: string;
  /** The branches that it was built from and that name other commits now; only when they were asked for. */
  readonly moved?: readonly MovedSource[];
  /** The folder or URL of its own recipe, which has the newer version. */
  readonly from?: string;
  /** Why this machine cannot have the newer version as it is; absent when it can. */
  readonly obstacle?: string;
}

/** Options of `outdated`. */
export interface OutdatedOptions extends CallOptions {
  /** Whether git remotes are asked what the branches are that workers were built from. @default false */
  readonly checkSources?: boolean | undefined;
  /** Called for each worker whose sources could not be checked, and for each copy used in place of a registry. @default none */
  readonly onEvent?: ((event: OutdatedEvent) => void) | undefined;
}

/** What `outdated` emits while it works. */
export type OutdatedEvent =
  /** Whether the sources of this worker have moved is not known: `reason` is a sentence. */
  | {
      readonly type: 'sources-unchecked';
      readonly workerId: string;
      readonly artifactId: string;
      readonly reason: string;
    }
  | RegistryEvent;

export interface OutdatedSearch extends OutdatedOptions {
  readonly provisioner: Pick<WorkerProvisioner, 'movedSources'>;
  readonly available: AvailableWorkers;
  /** What an installation from the recipe at a place would do. */
  readonly planFrom: (location: string) => Promise<ProvisionPlan>;
}
