import { functionSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import type { ProvisionEvent } from '../events.js';
import { lockedWorkerSchema } from '../lockfile/locked-worker.js';
import { buildSettingsShape } from './build-options.js';
import { callShape, flag } from './parts.js';

/** The settings of an installation, in plain data. */
export const provisionSettingsShape = {
  ...buildSettingsShape,
  wait: flag.describe(
    'Wait while another process installs the same worker; if not, the call fails with BUSY',
  ),
  keepBuild: flag.describe(
    'Keep the folder of a build that fails: the same call goes on in it, once the recipe is mended',
  ),
  locked: lockedWorkerSchema.optional().describe('Refuse any other recipe and any other source than these'),
} as const;

/** Options of `provision`, `provisionAndAdd` and `provisionAndAddFrom`. */
export const provisionOptionsSchema = z.strictObject({
  ...callShape,
  ...provisionSettingsShape,
  jobId: z.string().min(1).max(1_000).describe('The job that every event names'),
  onEvent: functionSchema<(event: ProvisionEvent) => void>().optional(),
});

/** Options of `provision`, `provisionAndAdd` and `provisionAndAddFrom`. */
export type ProvisionWorkerOptions = Readonly<z.infer<typeof provisionOptionsSchema>>;
