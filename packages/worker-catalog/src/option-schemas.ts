import type { CallOptions, WatchOptions } from '@rbee/artifact-catalog';
import {
  type CachePruneOptions,
  type PruneFailedOptions,
  type RegistryCallOptions,
  releaseAccessSchema,
} from '@rbee/worker-provisioner';
import { environmentSchema, functionSchema, optionsSchema, signalSchema } from '@rbee-internal/check-options';
import { z } from 'zod';
import type { ProcessFacts } from './open/environment.js';
import type { PerformOptions } from './operations/performance.js';
import type { OpenOptions } from './types.js';
import type { OutdatedOptions } from './versions/outdated.js';
import type { PruneOptions } from './versions/prune-options.js';

const signal = signalSchema.optional();
const flag = z.boolean().optional();
const atLeastOne = z.int('must be a whole number').min(1, 'must be at least 1');

/** Options of which only some are for the call itself. */
export const objectSchema = z.looseObject({});

export const callSchema = optionsSchema<CallOptions>({ signal });

const processFacts = optionsSchema<ProcessFacts>({
  env: environmentSchema,
  homeDir: z.string(),
  platform: z.string(),
  arch: z.string(),
});

/** What the members that are checked by the package that they are for hold is left to it. */
const leftToOthers = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);

export const openSchema = optionsSchema<OpenOptions>({
  signal,
  root: z.string().optional(),
  registry: z
    .union([z.string(), leftToOthers<Exclude<OpenOptions['registry'], string | undefined>>()])
    .optional(),
  trustedRoots: z.record(z.string(), z.string().min(1).max(512_000)).optional(),
  allowUnsigned: flag,
  offline: flag,
  keepVersions: atLeastOne.optional(),
  fetch: functionSchema<typeof globalThis.fetch>().optional(),
  sources: leftToOthers<NonNullable<OpenOptions['sources']>>().optional(),
  releases: releaseAccessSchema.optional(),
  licenseToken: z.string().min(1).optional(),
  licenseTokenFile: z.string().min(1).optional(),
  licenseOrigins: leftToOthers<NonNullable<OpenOptions['licenseOrigins']>>().optional(),
  hardware: leftToOthers<NonNullable<OpenOptions['hardware']>>().optional(),
  hardwareOverride: leftToOthers<NonNullable<OpenOptions['hardwareOverride']>>().optional(),
  probeMilliseconds: z.number().positive().optional(),
  hardwareProbeMilliseconds: z.number().positive().optional(),
  stores: leftToOthers<NonNullable<OpenOptions['stores']>>().optional(),
  signingKeyFile: z.string().min(1).optional(),
  process: processFacts.optional(),
});

export const pruneSchema = optionsSchema<PruneOptions>({
  signal,
  keep: atLeastOne,
  workerId: z.string().optional(),
  dryRun: flag,
});

export const outdatedSchema = optionsSchema<OutdatedOptions>({
  signal,
  checkSources: flag,
  onEvent: functionSchema<NonNullable<OutdatedOptions['onEvent']>>().optional(),
});

export const registryCallSchema = optionsSchema<RegistryCallOptions>({
  signal,
  onEvent: functionSchema<NonNullable<RegistryCallOptions['onEvent']>>().optional(),
});

export const performSchema = optionsSchema<PerformOptions>({
  signal,
  jobId: z.string().min(1).max(1_000),
  onEvent: functionSchema<NonNullable<PerformOptions['onEvent']>>().optional(),
  isRunning: functionSchema<NonNullable<PerformOptions['isRunning']>>().optional(),
});

export const watchSchema = optionsSchema<WatchOptions>({
  signal,
  onEvent: functionSchema<WatchOptions['onEvent']>(),
  pollIntervalMs: z.number().positive().optional(),
});

export const pruneCacheSchema = optionsSchema<CachePruneOptions>({
  signal,
  maxAgeMilliseconds: z.number().nonnegative().optional(),
  maxBytes: z.number().nonnegative().optional(),
  dryRun: flag,
});

export const pruneFailedSchema = optionsSchema<PruneFailedOptions>({ signal, dryRun: flag });

/** What `findByTypeAndPlatform` is asked for, with its options. */
export const typeAndPlatformSchema = z.strictObject({
  signal,
  workerType: z.string().min(1),
  platform: z.enum(['Linux', 'MacOS', 'Windows']),
});
