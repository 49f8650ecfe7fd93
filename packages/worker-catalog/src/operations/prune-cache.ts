import type { CachePruning } from '@rbee/worker-provisioner';
import { z } from 'zod';
import { flag } from './fields.js';
import type { Performance } from './performance.js';

/** Removes kept sources that were not used for long or are too much; never what is in use. Result: `CachePruning`. */
export const CachePrune = z.strictObject({
  operation: z.literal('cache_prune'),
  maxAgeMilliseconds: z.int().min(0).optional().meta({
    description: 'Remove what was not used for this long, in milliseconds (default: no limit)',
  }),
  maxBytes: z.int().min(0).optional().meta({
    description: 'Then remove what was used longest ago, until the rest has at most this many bytes',
  }),
  dryRun: flag('Say what would be removed, and do nothing'),
});

/** Removes kept sources that were not used for long or are too much; never what is in use. Result: `CachePruning`. */
export type CachePrune = Readonly<z.output<typeof CachePrune>>;

export function performCachePrune(
  { operation: _name, ...limits }: CachePrune,
  { catalog, signal }: Performance,
): Promise<CachePruning> {
  return catalog.pruneCache({ ...limits, signal });
}
