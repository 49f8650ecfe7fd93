import {
  type CallOptions,
  defaultCatalogFolder,
  FilesystemCatalog,
  type WorkerBinary,
  workerBinaryCodec,
} from '@rbee/artifact-catalog';
import {
  createFetch,
  createWorkerProvisioner,
  detectHost,
  type Host,
  requireOptionsOf,
  type WorkerProvisioner,
} from '@rbee/worker-provisioner';
import { requireOptions } from '../check-options.js';
import { openSchema } from '../option-schemas.js';
import type { OpenOptions } from '../types.js';
import { openStamps, type Stamps } from '../verify/tree-stamp.js';
import { openSelections } from '../versions/selections.js';
import { createVersionKeeper, type VersionKeeper } from '../versions/version-keeper.js';
import { currentProcessFacts, networkOf } from './environment.js';
import { openRegistries } from './open-registries.js';
import { readLicenseToken } from './read-license-token.js';

/** How many versions of a worker are kept when nothing says otherwise. */
const DEFAULT_KEPT_VERSIONS = 3;

/** What is locked while a selection is changed; no worker's id has a blank. */
const SELECTIONS_LOCK = 'selected versions';

/** What a worker catalog works with. */
export interface CatalogParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly provisioner: WorkerProvisioner;
  /** As `provisioner`, with further origins that the user trusts with the licence token. */
  readonly provisionerTrusting: (licenseOrigins: readonly string[]) => WorkerProvisioner;
  readonly versions: VersionKeeper;
  readonly stamps: Stamps;
  readonly keepVersions: number;
  readonly host: Host;
  /** Makes the requests for recipes. */
  readonly fetch: typeof globalThis.fetch;
}

/** Makes the parts from the options, whose defaults it applies. */
export async function openParts(options: OpenOptions): Promise<CatalogParts> {
  requireOpenOptions(options);
  const facts = options.process ?? currentProcessFacts();
  const { env, homeDir, platform } = facts;
  const { hardware, hardwareOverride, licenseOrigins = [], keepVersions = DEFAULT_KEPT_VERSIONS } = options;
  const network = networkOf(env);
  const fetch = options.fetch ?? network.fetch;
  const sources = { proxy: network.proxy, offline: options.offline, ...options.sources };
  const ask = fetch ?? createFetch(sources);
  const host = detectHost(facts);
  const licenseToken = options.licenseToken ?? (await tokenOf(options.licenseTokenFile));
  const artifacts = await FilesystemCatalog.open({
    root: options.root ?? defaultCatalogFolder('workers', { platform, env, homeDir }),
    codec: workerBinaryCodec,
    signal: options.signal,
  });
  const registry = openRegistries(options, { env, root: artifacts.root, fetch: ask });
  const { probeMilliseconds, hardwareProbeMilliseconds } = options;
  const provisionerTrusting = (further: readonly string[]) =>
    createWorkerProvisioner({
      catalog: artifacts,
      licenseOrigins: [...licenseOrigins, ...further],
      ...{ registry, sources, host, env, fetch, licenseToken, probeMilliseconds },
      ...{ hardware, hardwareOverride, hardwareProbeMilliseconds },
    });
  const lock = ({ signal }: CallOptions) => artifacts.lock(SELECTIONS_LOCK, { signal, label: 'select' });
  const versions = createVersionKeeper(artifacts, openSelections({ root: artifacts.root, lock }));
  const stamps = openStamps(artifacts.root);
  const provisioner = provisionerTrusting([]);
  return { artifacts, provisioner, provisionerTrusting, versions, stamps, keepVersions, host, fetch: ask };
}

/** @throws WorkerCatalogError, ProvisionError `INVALID_OPTIONS` */
function requireOpenOptions(options: OpenOptions): void {
  requireOptions('WorkerCatalog.open', openSchema, options);
  const { registry, sources, licenseOrigins, hardware, hardwareOverride } = options;
  const registries = Array.isArray(registry) ? registry : [registry];
  for (const one of registries)
    if (one !== undefined && typeof one !== 'string')
      requireOptionsOf('httpRegistry', one, 'WorkerCatalog.open, in registry,');
  const parts = { sources, licenseOrigins, hardware, hardwareOverride } as const;
  for (const kind of ['sources', 'licenseOrigins', 'hardware', 'hardwareOverride'] as const)
    if (parts[kind] !== undefined) requireOptionsOf(kind, parts[kind], `WorkerCatalog.open, in ${kind},`);
}

async function tokenOf(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readLicenseToken(file);
}
