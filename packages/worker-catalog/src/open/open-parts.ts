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
import { type Ledger, openLedger } from '../ledger/ledger.js';
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

/** What is locked while the history grows. */
const LEDGER_LOCK = 'the history';

/** What a worker catalog works with. */
export interface CatalogParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly provisioner: WorkerProvisioner;
  /** As `provisioner`, with further origins that the user trusts with the licence token. */
  readonly provisionerTrusting: (licenseOrigins: readonly string[]) => WorkerProvisioner;
  /** As `provisioner`, into another catalog, and never from a store. */
  readonly provisionerIn: (catalog: FilesystemCatalog<WorkerBinary>) => WorkerProvisioner;
  readonly versions: VersionKeeper;
  readonly stamps: Stamps;
  readonly keepVersions: number;
  readonly host: Host;
  /** Makes the requests for recipes. */
  readonly fetch: typeof globalThis.fetch;
  readonly ledger: Ledger;
  readonly signingKeyFile: string | undefined;
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
  const { probeMilliseconds, hardwareProbeMilliseconds, stores, signingKeyFile } = options;
  const provisionerOf = (
    catalog: FilesystemCatalog<WorkerBinary>,
    further: readonly string[],
    isAgain = false,
  ) =>
    createWorkerProvisioner({
      catalog,
      licenseOrigins: [...licenseOrigins, ...further],
      releases: { baseUrl: env.RBEE_GITHUB_API, ...options.releases },
      ...{ registry, sources, host, env, fetch, licenseToken, probeMilliseconds },
      ...{ hardware, hardwareOverride, hardwareProbeMilliseconds, signingKeyFile },
      ...(!isAgain && { stores }),
    });
  const provisionerTrusting = (further: readonly string[]) => provisionerOf(artifacts, further);
  const provisionerIn = (catalog: FilesystemCatalog<WorkerBinary>) => provisionerOf(catalog, [], true);
  const lock = ({ signal }: CallOptions) => artifacts.lock(SELECTIONS_LOCK, { signal, label: 'select' });
  const versions = createVersionKeeper(artifacts, openSelections({ root: artifacts.root, lock }));
  const stamps = openStamps(artifacts.root);
  const provisioner = provisionerTrusting([]);
  const ledger = openLedger({
    root: artifacts.root,
    lock: ({ signal }) => artifacts.lock(LEDGER_LOCK, { signal, label: 'history' }),
    now: () => new Date(),
  });
  const kept = { versions, stamps, keepVersions, ledger, signingKeyFile };
  return { artifacts, provisioner, provisionerTrusting, provisionerIn, host, fetch: ask, ...kept };
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
