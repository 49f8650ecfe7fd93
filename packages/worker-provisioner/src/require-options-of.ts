import type { z } from 'zod';
import { requireOptions } from './check-options.js';
import { Override, Snapshot } from './hardware/schema.js';
import {
  httpRegistrySchema,
  licenseOriginsSchema,
  planSchema,
  provisionSchema,
  registryCallSchema,
  sourcesSchema,
} from './option-schemas.js';

const SCHEMAS = {
  hardware: Snapshot,
  hardwareOverride: Override,
  httpRegistry: httpRegistrySchema,
  licenseOrigins: licenseOriginsSchema,
  plan: planSchema,
  provision: provisionSchema,
  registryCall: registryCallSchema,
  sources: sourcesSchema,
} satisfies Record<string, z.ZodType>;

/**
 * Refuses options as this package's own calls do, for packages that hand them on only after other work.
 *
 * @param call as whose options they are refused
 * @throws ProvisionError `INVALID_OPTIONS`
 */
export function requireOptionsOf(kind: keyof typeof SCHEMAS, options: unknown, call: string): void {
  requireOptions(call, SCHEMAS[kind], options);
}
