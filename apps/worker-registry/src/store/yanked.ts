import type { WorkerMetadata } from './types.js';
import { workersOf } from './variants.js';

/** Whether every program of an entry was withdrawn. */
export function isYanked(metadata: WorkerMetadata): boolean {
  return workersOf(metadata).every(({ yanked }) => yanked !== undefined && yanked !== false);
}
