import { z } from 'zod';
import { HiveName, Labels } from '../protocol/names.js';
import { lineFields } from '../protocol/wanted.js';
import { Size } from './size.js';

const MAX_LINES = 64;
const MAX_REPLICAS = 100_000;

/** What a machine must have for a line. */
export const HardwareSelector = z.strictObject({
  os: z.enum(['linux', 'macos', 'windows']).optional(),
  architecture: z.string().max(32).optional().meta({ description: 'Such as x86_64 or aarch64' }),
  gpu: z.enum(['any', 'none', 'nvidia', 'amd', 'intel', 'apple']).optional(),
  memory: Size.optional().meta({ description: 'Of the machine, at least, such as 16GiB' }),
  gpuMemory: Size.optional().meta({ description: 'Of one GPU, at least, such as 12GiB' }),
});
export type HardwareSelector = Readonly<z.output<typeof HardwareSelector>>;

/** Where a line may run; all of it must hold. */
export const Selector = z.strictObject({
  hives: z.array(HiveName).min(1).readonly().optional().meta({ description: 'Only on these' }),
  labels: Labels.readonly().optional().meta({ description: 'Only where each label has this value' }),
  hardware: HardwareSelector.optional(),
});
export type Selector = Readonly<z.output<typeof Selector>>;

/** One entry of `workers`. */
export const FleetLine = z.strictObject({
  ...lineFields,
  replicas: z
    .union([z.int().min(1).max(MAX_REPLICAS), z.literal('all')])
    .default(1)
    .meta({ description: 'On how many hives it runs, once on each; "all": wherever it can' }),
  where: Selector.default({}),
});
export type FleetLine = Readonly<z.output<typeof FleetLine>>;

/** How a change goes through the fleet. */
export const RolloutSettings = z.strictObject({
  canary: z.int().min(1).max(1_000).default(1).meta({ description: 'Hives that change first' }),
  wave: z
    .union([
      z.int().min(1).max(MAX_REPLICAS),
      z.string().regex(/^(?:100|[1-9]\d?)%$/, 'must be a number or 1% to 100%'),
    ])
    .default('50%')
    .meta({ description: 'Hives that change at once after that: a number, or a share of those that change' }),
  waitSeconds: z.int().min(1).max(86_400).default(1_800).meta({
    description: 'How long a wave may take, builds and downloads included, in seconds',
  }),
});
export type RolloutSettings = Readonly<z.output<typeof RolloutSettings>>;

/** `fleet.yaml`: what should run where. */
export const FleetFile = z.strictObject({
  workers: z
    .array(FleetLine)
    .max(MAX_LINES)
    .readonly()
    .superRefine((lines, context) => {
      for (const [index, { name }] of lines.entries())
        if (lines.findIndex((line) => line.name === name) !== index)
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: `another line is called "${name}"`,
          });
    }),
  rollout: RolloutSettings.prefault({}),
});
export type FleetFile = Readonly<z.output<typeof FleetFile>>;
