import type { CallOptions } from '@rbee/artifact-catalog';

/** Options of `prune`. */
export interface PruneOptions extends CallOptions {
  /** How many versions of each worker stay, the newest first; the current one always does. At least 1. */
  readonly keep: number;
  /** Only this worker's versions. @default every worker's */
  readonly workerId?: string | undefined;
  /** Say what would go, and remove nothing. @default false */
  readonly dryRun?: boolean | undefined;
}
