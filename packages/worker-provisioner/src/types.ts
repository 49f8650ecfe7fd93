import type { ArtifactProvisioner, CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import type { NeedsReport } from '@rbee/aur-arch';
import type { SourceCache } from '@rbee/source-fetcher';
import type { HardwareSnapshot } from '@rbee-internal/hardware';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { MovedSource, ProvisionEvent } from './events.js';
import type { FailedBuilds } from './install/failed/types.js';
import type { PlanOptions } from './options/plan-options.js';
import type { ProvisionWorkerOptions } from './options/provision-options.js';
import type { ProvisionPlan } from './plan/provision-plan.js';
import type { RegistryCallOptions } from './registry/call-options.js';
import type { SingleRecipeRegistry } from './registry/worker-registry.js';
import type { Verdict, VerdictState } from './verdict/verdict-schema.js';

/** A worker of the registry, seen from this machine. */
export interface AvailableWorker {
  /** That of the verdict. */
  readonly state: VerdictState;
  readonly worker: WorkerMetadata;
  /** What it is to this machine, why, and what can be done. */
  readonly verdict: Verdict;
  /** The current version, where one is installed. */
  readonly installed?: WorkerBinary;
  /** The verdict's summary; absent where the state says it all. */
  readonly reason?: string;
}

/** Which version of an installed worker is current. */
export interface CurrentVersion {
  /** The id that it is installed by, without its version. */
  readonly workerId: string;
  readonly current: WorkerBinary;
  /** Whether it was selected over a newer installed version. */
  readonly pinned: boolean;
}

/** Options of `available`. */
export interface AvailableOptions extends RegistryCallOptions {
  /** Which versions are current. @default the newest of each worker */
  readonly current?: readonly CurrentVersion[] | undefined;
}

/** Every worker of the registry, seen from this machine. */
export interface AvailableWorkers {
  readonly workers: readonly AvailableWorker[];
  /** One sentence for each entry of the registry that could not be read. */
  readonly problems: readonly string[];
}

/** Options of `movedSources`. */
export interface MovedSourcesOptions extends CallOptions {
  /** What the registry says of the worker. */
  readonly worker: WorkerMetadata;
}

/** Takes workers from a registry entry to a program in the catalog's folder. */
export interface WorkerProvisioner extends ArtifactProvisioner<WorkerBinary, ProvisionEvent> {
  /** Builds and installs without recording. */
  provision(id: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** Builds, installs and records in one step; returns at once when the same recipe is installed. */
  provisionAndAdd(id: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** As `provisionAndAdd`, for the one worker of a folder or URL with a PKGBUILD. */
  provisionAndAddFrom(recipes: SingleRecipeRegistry, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** Says what `provisionAndAdd` would do, and why, without doing it. */
  plan(id: string, options?: PlanOptions): Promise<ProvisionPlan>;
  /** As `plan`, for the one worker of a folder or URL with a PKGBUILD. */
  planFrom(recipes: SingleRecipeRegistry, options?: PlanOptions): Promise<ProvisionPlan>;
  /** What is known of the hardware. */
  hardware(options?: CallOptions): Promise<HardwareSnapshot>;
  /** The sources that are kept for the next time. */
  readonly sourceCache: SourceCache;
  /** The builds that failed and are kept. */
  readonly failedBuilds: FailedBuilds;
  /** Every worker of the registry with its state on this machine. */
  available(options?: AvailableOptions): Promise<AvailableWorkers>;
  /** What the registry's workers for this machine name as needed, and what of it the machine has. */
  needs(options?: RegistryCallOptions): Promise<NeedsReport>;
  /**
   * Which sources of an installed worker follow a branch that names another commit by now. None when the registry
   * has another recipe of it.
   *
   * @throws SourceFetchError when a server cannot be asked; ProvisionError, ArchError
   */
  movedSources(installed: WorkerBinary, options: MovedSourcesOptions): Promise<readonly MovedSource[]>;
}
