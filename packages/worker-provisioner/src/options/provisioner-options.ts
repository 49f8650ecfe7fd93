import path from 'node:path';
import type { FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import type { Host, Machine } from '@rbee/aur-arch';
import { environmentSchema, objectWith, optionsSchema } from '@rbee-internal/check-options';
import {
  type HardwareSnapshot,
  hardwareOverrideSchema,
  hardwareSnapshotSchema,
  hostSchema,
  type PartialSnapshot,
  readOverride,
} from '@rbee-internal/hardware';
import { z } from 'zod';
import type { WorkerStore } from '../exchange/types.js';
import { registrySchema } from '../registry/registry-schema.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import { requireOptions } from './check-options.js';
import { clock, fetchFunction, licenseOriginsSchema, milliseconds } from './parts.js';
import { type ReleaseAccess, releaseAccessSchema } from './release-access.js';
import { type SourceOptions, sourceOptionsSchema } from './source-options.js';
import { storesSchema } from './store-options.js';

/** Options of `createWorkerProvisioner`. */
export interface WorkerProvisionerOptions {
  /** Where installed workers are kept. */
  readonly catalog: FilesystemCatalog<WorkerBinary>;
  /** Where workers come from. */
  readonly registry: WorkerRegistry;
  /** Operating system and architecture of this machine. */
  readonly host: Host;
  /** The environment that builds take their allow-listed variables from, `PATH` above all. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Performs every HTTP request for sources; no proxy or extra certificate then. @default `fetchSources`' own */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Sent as a bearer token to the origins that a licensed worker's entry names, as far as the user (`licenseOrigins`) or
   * the registry's `trustOf` allows them, and nowhere else. @default none
   */
  readonly licenseToken?: string | undefined;
  /** The origins, such as `https://downloads.example.org`, that the user trusts with the token. @default none */
  readonly licenseOrigins?: readonly string[] | undefined;
  /** Where sources are kept for the next time, shared by processes. @default the catalog's `@cache/sources` */
  readonly sourceCacheDir?: string | undefined;
  /** How sources are fetched: proxy, mirrors, credentials and so on. @default as `fetchSources` does */
  readonly sources?: SourceOptions | undefined;
  /** GitHub's API, which is asked for the releases that registry entries name. @default the public one, without a token */
  readonly releases?: ReleaseAccess | undefined;
  /** The hardware to choose variants for. @default this machine's, detected when it is needed */
  readonly hardware?: HardwareSnapshot | undefined;
  /** Facts that replace what is detected. @default none */
  readonly hardwareOverride?: PartialSnapshot | undefined;
  /** How long each file and tool that shows the hardware may take, in milliseconds. @default 10_000 */
  readonly hardwareProbeMilliseconds?: number | undefined;
  /** The machine that recipes are read for and their dependencies are looked for on. @default this one */
  readonly machine?: Machine | undefined;
  /** How long a new program may take to show that it works, in milliseconds. @default 20_000 */
  readonly probeMilliseconds?: number | undefined;
  /** How long a built package is kept for a call that names its program, in milliseconds. @default 600_000 */
  readonly keepBuildMilliseconds?: number | undefined;
  /**
   * Where what was built elsewhere is looked for before a build, in this order. Only what a key of the store has signed is
   * taken. @default none
   */
  readonly stores?: readonly WorkerStore[] | undefined;
  /**
   * The file of this hive's own key, of mode 0600, made at first use: each installation is attested with it.
   * @default nothing is attested
   */
  readonly signingKeyFile?: string | undefined;
  /** The clock. @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** {@link WorkerProvisionerOptions}. */
const provisionerOptionsSchema = optionsSchema<WorkerProvisionerOptions>({
  catalog: objectWith<WorkerProvisionerOptions['catalog']>('a FilesystemCatalog', [
    'list',
    'lock',
    'promote',
  ]),
  registry: registrySchema,
  host: hostSchema,
  env: environmentSchema,
  fetch: fetchFunction,
  licenseToken: z.string().min(1).optional(),
  licenseOrigins: licenseOriginsSchema.optional(),
  sourceCacheDir: z.string().min(1).optional(),
  sources: sourceOptionsSchema.optional(),
  releases: releaseAccessSchema.optional(),
  hardware: hardwareSnapshotSchema.optional(),
  hardwareOverride: hardwareOverrideSchema.optional(),
  hardwareProbeMilliseconds: milliseconds,
  machine: objectWith<Machine>('a Machine', ['find', 'readFacts']).optional(),
  probeMilliseconds: milliseconds,
  keepBuildMilliseconds: z.number().nonnegative().optional(),
  stores: storesSchema,
  signingKeyFile: z.string().min(1).optional(),
  now: clock,
});

/** {@link WorkerProvisionerOptions} with every default applied. */
export interface ProvisionContext extends WorkerProvisionerOptions {
  readonly sourceCacheDir: string;
  readonly licenseOrigins: readonly string[];
  readonly probeMilliseconds: number;
  readonly keepBuildMilliseconds: number;
  readonly now: () => Date;
}

/** What fetching sources depends on. */
export type SourceContext = Pick<
  ProvisionContext,
  'env' | 'fetch' | 'licenseOrigins' | 'licenseToken' | 'sourceCacheDir' | 'sources'
>;

/** @throws ProvisionError `INVALID_OPTIONS` */
export function resolveOptions(options: WorkerProvisionerOptions): ProvisionContext {
  requireOptions('createWorkerProvisioner', provisionerOptionsSchema, options);
  return {
    ...options,
    sourceCacheDir: options.sourceCacheDir ?? path.join(options.catalog.root, '@cache', 'sources'),
    licenseOrigins: (options.licenseOrigins ?? []).map((origin) => new URL(origin).origin),
    hardwareOverride: withDefaults(options.hardwareOverride),
    probeMilliseconds: options.probeMilliseconds ?? 20_000,
    keepBuildMilliseconds: options.keepBuildMilliseconds ?? 600_000,
    now: options.now ?? (() => new Date()),
  };
}

/** What a caller leaves out of an override, such as that a device is visible, is as when it is read from text. */
function withDefaults(override: WorkerProvisionerOptions['hardwareOverride']) {
  if (override === undefined) return undefined;
  const read = readOverride(override);
  return 'value' in read ? read.value : override;
}
