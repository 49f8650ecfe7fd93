import {
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
  type WorkerProvisioner,
} from '@rbee/worker-provisioner';
import { currentProcessFacts, proxyOf } from './environment.js';
import { openRegistries } from './open-registries.js';
import { readLicenseToken } from './read-license-token.js';
import { openSelections } from './selections.js';
import type { OpenOptions } from './types.js';
import { createVersionKeeper, type VersionKeeper } from './version-keeper.js';

/** How many versions of a worker are kept when nothing says otherwise. */
const DEFAULT_KEPT_VERSIONS = 3;

/** What a worker catalog works with. */
export interface CatalogParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly provisioner: WorkerProvisioner;
  readonly versions: VersionKeeper;
  readonly keepVersions: number;
  readonly host: Host;
  /** Makes the requests for recipes. */
  readonly fetch: typeof globalThis.fetch;
}

/** Makes the parts from the options, whose defaults it applies. */
export async function openParts(options: OpenOptions): Promise<CatalogParts> {
  const facts = options.process ?? currentProcessFacts();
  const { env, homeDir, platform } = facts;
  const { fetch, hardware, hardwareOverride, licenseOrigins, keepVersions = DEFAULT_KEPT_VERSIONS } = options;
  const sources = { proxy: proxyOf(env), offline: options.offline, ...options.sources };
  const ask = fetch ?? createFetch(sources);
  const host = detectHost(facts);
  const licenseToken = options.licenseToken ?? (await tokenOf(options.licenseTokenFile));
  const artifacts = await FilesystemCatalog.open({
    root: options.root ?? defaultCatalogFolder('workers', { platform, env, homeDir }),
    codec: workerBinaryCodec,
    signal: options.signal,
  });
  const provisioner = createWorkerProvisioner({
    catalog: artifacts,
    registry: openRegistries(options, { env, root: artifacts.root, fetch: ask }),
    sources,
    ...{ host, hardware, hardwareOverride, env, fetch, licenseToken, licenseOrigins },
  });
  const versions = createVersionKeeper(artifacts, openSelections(artifacts.root));
  return { artifacts, provisioner, versions, keepVersions, host, fetch: ask };
}

async function tokenOf(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readLicenseToken(file);
}
