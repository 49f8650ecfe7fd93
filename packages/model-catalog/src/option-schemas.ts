import {
  environmentSchema,
  findOptionProblem,
  functionSchema,
  objectWith,
  optionsSchema,
  signalSchema,
} from '@rbee-internal/check-options';
import { z } from 'zod';
import { ModelCatalogError } from './errors.js';
import type { ModelEvent } from './events.js';
import type {
  DownloadSettings,
  OpenOptions,
  PlanOptions,
  ProvisionModelOptions,
  PruneOptions,
  SearchOptions,
} from './options.js';
import type { FileDigest } from './types.js';
import type { ModelVendor } from './vendors/model-vendor.js';

const call = { signal: signalSchema.optional() };
const flag = z.boolean().optional();
const count = z.int().nonnegative().optional();
const text = z.string().min(1).max(2_000);

const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`), `expected ${digits} hexadecimal digits`);
const digest: z.ZodType<FileDigest> = z.union([
  z.strictObject({ algorithm: z.literal('sha256'), hex: hex(64) }),
  z.strictObject({ algorithm: z.literal('git-blob'), hex: hex(40) }),
]);

/** What `downloadFile` checks itself is passed on. */
const downloads = z.custom<DownloadSettings>((value) => typeof value === 'object' && value !== null);

const processFacts = z.strictObject({
  env: environmentSchema,
  homeDir: z.string(),
  platform: z.string(),
});

export const openSchema = optionsSchema<OpenOptions>({
  ...call,
  root: text.optional(),
  huggingFace: z
    .strictObject({ endpoint: z.url({ protocol: /^https?$/ }).optional(), token: text.optional() })
    .optional(),
  downloads: downloads.optional(),
  fetch: functionSchema<typeof globalThis.fetch>().optional(),
  vendors: z.array(objectWith<ModelVendor>('a vendor', ['supports', 'resolve', 'download'])).optional(),
  ollamaFolders: z.array(text).optional(),
  lmStudioFolders: z.array(text).optional(),
  process: processFacts.optional(),
});

const plan = { ...call, digest: digest.optional(), id: text.optional() };

export const planSchema = optionsSchema<PlanOptions>(plan);

export const provisionSchema = optionsSchema<ProvisionModelOptions>({
  ...plan,
  jobId: text,
  onEvent: functionSchema<(event: ModelEvent) => void>().optional(),
  storage: z.enum(['copy', 'reflink', 'reference']).optional(),
  update: flag,
  wait: flag,
});

export const searchSchema = optionsSchema<SearchOptions>({
  ...call,
  limit: z.int().min(1).max(100).optional(),
});

export const pruneSchema = optionsSchema<PruneOptions>({
  ...call,
  maxAgeMilliseconds: count,
  maxBytes: count,
  partialAgeMilliseconds: count,
  dryRun: flag,
});

/**
 * Refuses options that a call cannot use, before it does anything.
 * @throws ModelCatalogError `INVALID_OPTIONS`, naming the member
 */
export function requireOptions(name: string, schema: z.ZodType, options: unknown): void {
  const problem = findOptionProblem(schema, options);
  if (problem === undefined) return;
  throw new ModelCatalogError({
    code: 'INVALID_OPTIONS',
    message: `The options of ${name} cannot be used: ${problem}.`,
    hint: 'Correct the option; nothing was done.',
  });
}
