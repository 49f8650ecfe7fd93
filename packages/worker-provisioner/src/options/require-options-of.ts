import { hardwareOverrideSchema, hardwareSnapshotSchema } from '@rbee-internal/hardware';
import type { z } from 'zod';
import { registryCallOptionsSchema } from '../registry/call-options.js';
import { httpRegistryOptionsSchema } from '../registry/http-registry-options.js';
import { requireOptions } from './check-options.js';
import { licenseOriginsSchema } from './parts.js';
import { planOptionsSchema } from './plan-options.js';
import { provisionOptionsSchema } from './provision-options.js';
import { sourceOptionsSchema } from './source-options.js';

const SCHEMAS = {
  hardware: hardwareSnapshotSchema,
  hardwareOverride: hardwareOverrideSchema,
  httpRegistry: httpRegistryOptionsSchema,
  licenseOrigins: licenseOriginsSchema,
  plan: planOptionsSchema,
  provision: provisionOptionsSchema,
  registryCall: registryCallOptionsSchema,
  sources: sourceOptionsSchema,
} satisfies Record<string, z.ZodType>;

/**
 * Refuses options as this package's own calls do, for packages that pass them on only after other work.
 *
 * @param kind which options they are
 * @param call the call that the message names
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example requireOptionsOf('sources', { offline: true }, 'open');
 */
export function requireOptionsOf(kind: keyof typeof SCHEMAS, options: unknown, call: string): void {
  requireOptions(call, SCHEMAS[kind], options);
}
