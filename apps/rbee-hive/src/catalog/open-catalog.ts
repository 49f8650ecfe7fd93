import { type HttpRegistryOptions, type SourceOptions, WorkerCatalog } from '@rbee/worker-catalog';
import { redactUrl } from '@rbee-internal/redact-url';
import packageJson from '../../package.json' with { type: 'json' };
import type { CatalogChoices } from '../context.js';
import type { Secrets } from '../take-secrets.js';
import { readLicenseOrigins } from './license-origins.js';
import { hardwareOverride } from './load-hardware.js';
import { readInsteadOf } from './read-instead-of.js';
import { hiveKeyFile, readStores, withCredentials } from './stores.js';
import { readTrustedRoots } from './trusted-roots.js';

/** What the embedded registry is called; no name server is ever asked for it. */
const EMBEDDED_URL = 'http://embedded-registry';

export interface OpenCatalogOptions extends CatalogChoices {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
  readonly configDir: string;
  readonly signal: AbortSignal;
  /** Where sources are asked for instead. @default none */
  readonly mirrors?: SourceOptions['mirrors'];
  /** Use a registry without signatures that is not on this machine. @default false */
  readonly allowUnsigned?: boolean | undefined;
}

/** Opens the catalog with the registry that `WORKER_CATALOG_URL` names, else with the one inside this program. */
export async function openCatalog(options: OpenCatalogOptions): Promise<WorkerCatalog> {
  const { env, secrets, configDir, signal, hardware } = options;
  const url = env.WORKER_CATALOG_URL;
  return WorkerCatalog.open({
    registry: url ? url : embeddedRegistry(),
    trustedRoots: await readTrustedRoots(configDir),
    allowUnsigned: options.allowUnsigned,
    licenseToken: secrets.licenseToken,
    licenseOrigins: await readLicenseOrigins(configDir),
    signingKeyFile: hiveKeyFile(configDir),
    stores: await Promise.all((await readStores(configDir)).map(withCredentials)),
    licenseTokenFile: env.RBEE_LICENSE_TOKEN_FILE || undefined,
    sources: { mirrors: await mirrorsOf(options) },
    hardware,
    hardwareOverride: hardwareOverride(env.RBEE_HARDWARE),
    signal,
  });
}

/** Of the same prefix, what the user says comes before git's settings. */
async function mirrorsOf({ mirrors = [], asksForSources = false, env, signal }: OpenCatalogOptions) {
  return [...mirrors, ...(asksForSources ? await readInsteadOf({ env, signal }) : [])];
}

/** Where workers come from, for people and for comparing: a URL without credentials, or `embedded`. */
export function registryName({ WORKER_CATALOG_URL: url }: OpenCatalogOptions['env']): string {
  return url ? redactUrl(url) : 'embedded';
}

/** The registry app called in-process: no port, no set-up; opened with the first request. */
function embeddedRegistry(): HttpRegistryOptions {
  let opened: Promise<(request: Request) => Response | Promise<Response>> | undefined;
  return {
    url: EMBEDDED_URL,
    // Its entries are part of this program.
    licenseOrigins: 'any',
    fetch: async (input, init) => {
      opened ??= openRegistryApp();
      return (await opened)(new Request(input, init));
    },
  };
}

async function openRegistryApp(): Promise<(request: Request) => Response | Promise<Response>> {
  const { bundledWorkersFolder, createRegistryApp, openFolderStore } = await import('rbee-worker-registry');
  const store = await openFolderStore(bundledWorkersFolder);
  return createRegistryApp({ store, version: packageJson.version }).fetch;
}
