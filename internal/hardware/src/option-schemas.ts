import {
  environmentSchema,
  functionSchema,
  type OptionShape,
  optionsSchema,
  signalSchema,
} from '@rbee-internal/check-options';
import { z } from 'zod';
import type { ListFolder, ReadFile, RunProgram } from './detect/machine-access.js';
import type { DetectHardwareOptions } from './detect/options.js';
import { hardwareOverrideSchema } from './schema.js';
import type { HardwareHost } from './types.js';
import type { ExplainOptions } from './variants/variant-types.js';

/** An architecture in Arch's terms. */
export const architectureSchema = z.string().regex(/^\w+$/, 'must be an architecture such as x86_64');

/** Operating system and architecture of a process. */
export const hostSchema: z.ZodType<HardwareHost> = optionsSchema<HardwareHost>({
  os: z.enum(['linux', 'macos', 'windows']),
  architecture: architectureSchema,
});

/** How a variant is chosen. */
export const variantOptionsShape = {
  backend: z.string().min(1).max(32).optional().describe('Only this backend, such as cpu'),
  allowCpuFallback: z
    .boolean()
    .optional()
    .describe('Allow the CPU on a machine whose GPU no variant can use'),
} satisfies OptionShape<Pick<ExplainOptions, 'backend' | 'allowCpuFallback'>>;

/** Options of `explainVariants`. */
export const explainOptionsSchema = optionsSchema<ExplainOptions>({
  ...variantOptionsShape,
  preference: z.array(z.string()).max(1_000).optional(),
});

const milliseconds = z.number().positive().optional();

/** Options of `detectHardware`. */
export const detectHardwareOptionsSchema = optionsSchema<DetectHardwareOptions>({
  signal: signalSchema.optional(),
  host: hostSchema,
  env: environmentSchema,
  override: hardwareOverrideSchema.optional(),
  probeTimeoutMs: milliseconds,
  maxProbeBytes: z.int().positive().optional(),
  readFile: functionSchema<ReadFile>().optional(),
  listFolder: functionSchema<ListFolder>().optional(),
  run: functionSchema<RunProgram>().optional(),
  now: functionSchema<() => Date>().optional(),
});
