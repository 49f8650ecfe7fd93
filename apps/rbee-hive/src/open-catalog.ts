import { type HardwareSnapshot, type HttpRegistryOptions, WorkerCatalog } from '@rbee/worker-catalog';
import { bundledWorkersFolder, createRegistryApp, openFolderStore } from 'rbee-worker-registry';
import packageJson from '../package.json' with { type: 'json' };
import { hardwareOverride } from './hardware.js';

/** What the embedded registry is called; no name server is ever asked for it. */
const EMBEDDED_URL = 'http://embedded-registry';

export interface OpenCatalogOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The hardware to choose for, in place of this machine's. */
  readonly hardware?: HardwareSnapshot | undefined;
}

/** Opens the catalog with the registry that `WORKER_CATALOG_URL` names, else with the one inside this program. */
export async function openCatalog({ env, signal, hardware }: OpenCatalogOptions): Promise<WorkerCatalog> {
  const url = env.WORKER_CATALOG_URL;
  return WorkerCatalog.open({
    registry: url ? url : await embeddedRegistry(),
    licenseToken: env.RBEE_LICENSE_TOKEN || undefined,
    licenseTokenFile: env.RBEE_LICENSE_TOKEN_FILE || undefined,
    hardware,
    hardwareOverride: hardwareOverride(env.RBEE_HARDWARE),
    signal,
  });
}

/** The registry app called in-process: no port, no set-up. */
async function embeddedRegistry(): Promise<HttpRegistryOptions> {
  const store = await openFolderStore(bundledWorkersFolder);
  const app = createRegistryApp({ store, version: packageJson.version });
  return { url: EMBEDDED_URL, fetch: async (input, init) => app.fetch(new Request(input, init)) };
}
