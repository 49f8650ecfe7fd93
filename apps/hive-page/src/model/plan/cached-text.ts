import type { CachedSource } from '@rbee/worker-catalog';
import { formatBytes } from '../format.js';

/** What of a source is on this machine already; `undefined` when nothing is. */
export function cachedText(cached: CachedSource): string | undefined {
  switch (cached.state) {
    case 'whole':
      return `${formatBytes(cached.bytes)} in the cache`;
    case 'part':
      return `${formatBytes(cached.bytes)} of it in the cache`;
    case 'earlier':
      return 'an earlier state in the cache';
    case 'nothing':
      return undefined;
  }
}
