import { variantOptionsShape } from '@rbee-internal/hardware';
import {
  buildEnvironmentSchema,
  buildNetworkSchema,
  packageNamesSchema,
  programPathSchema,
} from '@rbee-internal/worker-entry';
import { z } from 'zod';
import { flag, sandboxModeSchema } from './parts.js';

/**
 * The settings that a plan and an installation share, in plain data: command lines, HTTP operations and forms are made
 * from them.
 */
export const buildSettingsShape = {
  ...variantOptionsShape,
  force: flag.describe('Rebuild and replace what is installed already'),
  sandbox: sandboxModeSchema.optional().meta({
    description: 'Run the recipe in a sandbox: require fails where there is none, prefer runs without one',
    default: 'prefer',
  }),
  network: z
    .union([z.boolean(), buildNetworkSchema])
    .optional()
    .describe(
      'What the functions of the recipe may reach: true is every public host; else the ecosystems or hosts of each phase, where "planned" means those that the plan lists for the phase',
    ),
  env: buildEnvironmentSchema
    .optional()
    .describe('Variables that the recipe reads, added to those of the entry'),
  packages: packageNamesSchema
    .optional()
    .describe('Packages of a split recipe to put together, the one with the program first'),
  program: programPathSchema
    .optional()
    .describe('The program among those that the package holds: a file name, or a path in the package'),
  ignoreMissing: flag.describe('Build although tools or libraries that the recipe names are missing'),
  evaluate: flag.describe(
    'Evaluate in the sandbox what of the recipe is only known when it runs, without network and with nothing writable',
  ),
  fromSource: flag.describe(
    'Build from the source, although the project publishes a program that fits this machine',
  ),
  jobs: z
    .int()
    .min(1)
    .max(4_096)
    .optional()
    .describe('Compilers that run at a time, instead of one a processor'),
  native: flag.describe("Optimize for this machine's processor, where the build supports it"),
} as const;

/** The settings that a plan and an installation share. */
export type BuildSettings = Readonly<z.infer<z.ZodObject<typeof buildSettingsShape>>>;

/** How a variant of a worker is chosen. */
export type VariantOptions = Pick<BuildSettings, 'backend' | 'allowCpuFallback'>;
