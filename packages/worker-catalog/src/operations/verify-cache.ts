import type { CacheVerification } from '@rbee/worker-provisioner';
import { z } from 'zod';
import type { Performance } from './performance.js';

/** Rereads all kept sources and removes those that changed on disk. Result: `CacheVerification`. */
export const CacheVerify = z.strictObject({ operation: z.literal('cache_verify') });

/** Rereads all kept sources and removes those that changed on disk. Result: `CacheVerification`. */
export type CacheVerify = Readonly<z.output<typeof CacheVerify>>;

export function performCacheVerify(
  _operation: CacheVerify,
  { catalog, signal }: Performance,
): Promise<CacheVerification> {
  return catalog.verifyCache({ signal });
}
