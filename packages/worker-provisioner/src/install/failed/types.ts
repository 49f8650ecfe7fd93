import type { CallOptions } from '@rbee/artifact-catalog';

/** A build that failed, whose folder is kept: to be looked at, and to be gone on with by `keepBuild`. */
export interface FailedBuild {
  readonly workerId: string;
  /** Absolute: `src`, `pkg` and the other folders of the build are in it. */
  readonly folder: string;
  /** The function that failed; absent where none had begun. */
  readonly phase?: string | undefined;
  /** ISO 8601, UTC. */
  readonly failedAt: string;
  /** When it is removed at the latest. ISO 8601, UTC. */
  readonly until: string;
  /** What all of its files take. */
  readonly bytes: number;
}

/** Options of {@link FailedBuilds.prune}. */
export interface PruneFailedOptions extends CallOptions {
  /** Whether nothing is removed. @default false */
  readonly dryRun?: boolean | undefined;
}

/** The builds that failed and are kept. Three at most, for seven days, together with at most 20 GiB but for the newest. */
export interface FailedBuilds {
  /** The newest first. */
  list(options?: CallOptions): Promise<readonly FailedBuild[]>;
  /** Removes all but those that are gone on with right now; returns what was removed, or would be. */
  prune(options?: PruneFailedOptions): Promise<readonly FailedBuild[]>;
}
