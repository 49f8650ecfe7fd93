import type { TreeDifference } from '@rbee/artifact-catalog';
import type { ProvisionWorkerOptions } from '@rbee/worker-provisioner';

/** Options of a rebuild. */
export interface RebuildOptions extends Pick<ProvisionWorkerOptions, 'jobId' | 'onEvent' | 'signal'> {
  /** The recipe's folder or URL, where the worker is of no registry. @default the registry's worker */
  readonly from?: string | undefined;
}

/** What a second build made. */
export interface RebuildReport {
  readonly workerId: string;
  /** Whether it made the very same tree. */
  readonly reproducible: boolean;
  /** At most 1,000. */
  readonly differences: readonly TreeDifference[];
  /** Where the recipe, or a source, is another by now: then a difference says nothing of the build. */
  readonly changedInputs: readonly string[];
}
