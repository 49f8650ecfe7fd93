import type { CallOptions } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import {
  environmentSchema,
  functionSchema,
  type OptionShape,
  objectWith,
  optionsSchema,
  signalSchema,
} from '@rbee-internal/check-options';
import { z } from 'zod';
import type { DetectHardwareOptions, ListFolder, ReadFile, RunProgram } from './hardware/options.js';
import { Override, Snapshot } from './hardware/schema.js';
import type { ExplainOptions } from './hardware/variant-types.js';
import { type LockedWorker, StoredLockedWorker } from './lockfile.js';
import type { MultiVendorProvisionerOptions } from './multi-vendor-provisioner.js';
import { isPrivateOrigin } from './origins.js';
import type { HttpRegistryOptions } from './registry/http-registry.js';
import type { OpenUrlRecipeOptions } from './registry/url-recipe.js';
import type {
  MovedSourcesOptions,
  PlanOptions,
  ProvisionWorkerOptions,
  RegistryCallOptions,
  SourceOptions,
  VariantOptions,
  WorkerProvisionerOptions,
  WorkerRegistry,
} from './types.js';
import type { GitHubReleaseVendorOptions } from './vendors/github-release-vendor.js';
import type { LocalBuildVendorOptions } from './vendors/local-build-vendor.js';

const flag = z.boolean().optional();
const milliseconds = z.number().positive().optional();
const fetchFunction = functionSchema<typeof globalThis.fetch>().optional();
const architecture = z.string().regex(/^\w+$/, 'must be an architecture such as x86_64');
const signal = signalSchema.optional();

const host = optionsSchema<Host>({ os: z.enum(['linux', 'macos', 'windows']), architecture });

/** An origin that a secret may be sent to. */
const secretOrigin = z.string().refine(isBareOrigin, 'must be an https origin such as https://example.org');

function isBareOrigin(text: string): boolean {
  if (!isPrivateOrigin(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  return username + password + search + hash === '' && pathname === '/';
}

export const licenseOriginsSchema = z.array(secretOrigin).max(1_000).readonly();

const call: OptionShape<CallOptions> = { signal };

export const callSchema = optionsSchema<CallOptions>(call);

const registryCall: OptionShape<RegistryCallOptions> = {
  ...call,
  onEvent: functionSchema<NonNullable<RegistryCallOptions['onEvent']>>().optional(),
};

export const registryCallSchema = optionsSchema<RegistryCallOptions>(registryCall);

const variants: OptionShape<VariantOptions> = {
  backend: z.string().min(1).max(32).optional(),
  allowCpuFallback: flag,
};

const sandbox = z.enum(['require', 'prefer', 'off']).optional();

export const planSchema = optionsSchema<PlanOptions>({ ...registryCall, ...variants, force: flag, sandbox });

export const provisionSchema = optionsSchema<ProvisionWorkerOptions>({
  ...call,
  ...variants,
  jobId: z.string().min(1).max(1_000),
  onEvent: functionSchema<NonNullable<ProvisionWorkerOptions['onEvent']>>().optional(),
  network: flag,
  sandbox,
  force: flag,
  wait: flag,
  locked: StoredLockedWorker.optional() as z.ZodType<LockedWorker | undefined>,
});

export const sourcesSchema = optionsSchema<SourceOptions>({
  acceptExpiredKeys: flag,
  credentials: z
    .strictObject({
      netrc: z.string().optional(),
      tokens: z.record(z.url(), z.string().min(1)).optional(),
    })
    .optional(),
  extraCertificates: z.string().optional(),
  git: z.enum(['auto', 'embedded', 'system']).optional(),
  keyring: z.array(z.union([z.string(), z.instanceof(Uint8Array)])).optional(),
  mirrors: z
    .array(z.strictObject({ prefix: z.string().min(1), replacements: z.array(z.string()) }))
    .optional(),
  offline: flag,
  proxy: z
    .strictObject({ http: z.string().optional(), https: z.string().optional(), no: z.string().optional() })
    .optional(),
  signatures: z.enum(['check', 'skip']).optional(),
});

const registry = objectWith<WorkerRegistry>('a WorkerRegistry', ['list', 'find', 'pkgbuild', 'file']);

export const provisionerSchema = optionsSchema<WorkerProvisionerOptions>({
  catalog: objectWith<WorkerProvisionerOptions['catalog']>('a FilesystemCatalog', [
    'list',
    'lock',
    'promote',
  ]),
  registry,
  host,
  env: environmentSchema,
  fetch: fetchFunction,
  licenseToken: z.string().min(1).optional(),
  licenseOrigins: licenseOriginsSchema.optional(),
  sourceCacheDir: z.string().min(1).optional(),
  sources: sourcesSchema.optional(),
  hardware: Snapshot.optional(),
  hardwareOverride: Override.optional(),
  probeMilliseconds: milliseconds,
  now: functionSchema<() => Date>().optional(),
});

export const movedSourcesSchema = optionsSchema<MovedSourcesOptions>({
  ...call,
  worker: z.custom<MovedSourcesOptions['worker']>(
    (value) => typeof value === 'object' && value !== null && 'id' in value,
    'Invalid input: expected what the registry says of a worker',
  ),
});

export const httpRegistrySchema = optionsSchema<HttpRegistryOptions>({
  url: z.string(),
  fetch: fetchFunction,
  mirrors: z.array(z.string()).max(100).optional(),
  cacheDir: z.string().min(1).optional(),
  offline: flag,
  timeoutMilliseconds: milliseconds,
  licenseOrigins: z.union([z.literal('any'), licenseOriginsSchema]).optional(),
  localSources: z.enum(['files', 'servers', 'none']).optional(),
  now: functionSchema<() => Date>().optional(),
});

export const registryListSchema = z.array(registry);

export const openRecipeSchema = optionsSchema<OpenUrlRecipeOptions>({
  ...call,
  architecture,
  fetch: fetchFunction,
});

export const detectHardwareSchema = optionsSchema<DetectHardwareOptions>({
  ...call,
  host,
  env: environmentSchema,
  override: Override.optional(),
  probeTimeoutMs: milliseconds,
  maxProbeBytes: z.int().positive().optional(),
  readFile: functionSchema<ReadFile>().optional(),
  listFolder: functionSchema<ListFolder>().optional(),
  run: functionSchema<RunProgram>().optional(),
  now: functionSchema<() => Date>().optional(),
});

export const explainSchema = optionsSchema<ExplainOptions>({
  ...variants,
  preference: z.array(z.string()).max(1_000).optional(),
});

export const gitHubVendorSchema = optionsSchema<GitHubReleaseVendorOptions>({
  name: z.string().min(1).optional(),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  releases: z.record(z.string(), z.strictObject({ tag: z.string().optional() })),
  asset: z.string().min(1),
  host,
  baseUrl: z.url().optional(),
  token: z.string().min(1).optional(),
  fetch: fetchFunction,
  sources: sourcesSchema.optional(),
});

export const localBuildVendorSchema = optionsSchema<LocalBuildVendorOptions>({
  name: z.string().min(1).optional(),
  folders: z.record(z.string(), z.string()),
  host,
  env: environmentSchema,
  fetch: fetchFunction,
});

type VendorProvisioner = MultiVendorProvisionerOptions<never, never>;

export const multiVendorSchema = optionsSchema<VendorProvisioner>({
  catalog: objectWith<VendorProvisioner['catalog']>('a FilesystemCatalog', [
    'createStagingFolder',
    'promote',
  ]),
  vendors: z.array(
    objectWith<VendorProvisioner['vendors'][number]>('a VendorSource', ['supports', 'download']),
  ),
  fileName: functionSchema<VendorProvisioner['fileName']>(),
  describe: functionSchema<VendorProvisioner['describe']>(),
});
