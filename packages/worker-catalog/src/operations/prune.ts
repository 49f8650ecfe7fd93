import type { FailedBuild } from '@rbee/worker-provisioner';
import { z } from 'zod';
import { flag } from './fields.js';
import type { Performance } from './performance.js';
import type { Removal } from './remove.js';

const DEFAULT_KEPT_VERSIONS = 1;
const MOST_KEPT_VERSIONS = 1_000;

/**
 * Removes old versions of every worker, and builds that failed and were kept; the current version and those that run
 * stay. Result: `PruneResult`.
 */
export const CatalogPrune = z.strictObject({
  operation: z.literal('catalog_prune'),
  keep: z
    .int()
    .min(1)
    .max(MOST_KEPT_VERSIONS)
    .optional()
    .meta({ description: 'How many versions of each worker stay', default: DEFAULT_KEPT_VERSIONS }),
  dryRun: flag('Say what would be removed, and do nothing'),
});

/**
 * Removes old versions of every worker, and builds that failed and were kept; the current version and those that run
 * stay. Result: `PruneResult`.
 */
export type CatalogPrune = Readonly<z.output<typeof CatalogPrune>>;

/** What `catalog_prune` results in. */
export interface PruneResult extends Removal {
  /** With `dryRun`: the full ids of the versions that would be removed. */
  readonly wouldRemove?: readonly string[];
  /** The builds that failed and were kept, and are removed; with `dryRun` those that would be. */
  readonly failedBuilds: readonly FailedBuild[];
}

export async function performPrune(
  { keep = DEFAULT_KEPT_VERSIONS, dryRun = false }: CatalogPrune,
  { catalog, jobId, signal, onEvent, isRunning }: Performance,
): Promise<PruneResult> {
  const old: string[] = [];
  for (const { id } of await catalog.prune({ keep, dryRun: true, signal })) {
    if (isRunning(id)) onEvent({ type: 'kept-running', jobId, artifactId: id });
    else old.push(id);
  }
  const failedBuilds = await catalog.pruneFailedBuilds({ dryRun, signal });
  if (dryRun) return { removed: [], wouldRemove: old, failedBuilds };
  for (const id of old) await catalog.remove(id, { signal });
  return { removed: old, failedBuilds };
}
