import { objectWith } from '@rbee-internal/check-options';
import { z } from 'zod';
import type { WorkerRegistry } from './worker-registry.js';

/** A registry of the caller's own making, or one of ours. */
export const registrySchema = objectWith<WorkerRegistry>('a WorkerRegistry', [
  'list',
  'find',
  'pkgbuild',
  'file',
]);

/** The registries of `createRegistryList`. */
export const registryListSchema = z.array(registrySchema);
