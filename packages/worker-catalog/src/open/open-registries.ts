import path from 'node:path';
import {
  createHttpRegistry,
  createRegistryList,
  type HttpRegistryOptions,
  type WorkerRegistry,
} from '@rbee/worker-provisioner';
import type { OpenOptions } from '../types.js';
import type { ProcessFacts } from './environment.js';

/** Where a registry is expected when nothing names one. */
export const DEFAULT_REGISTRY_URL = 'http://localhost:8787';

/** Below the catalog's root; no artifact's folder is called so. */
const COPIES_FOLDER = path.join('@cache', 'registry');

interface RegistryPlace extends Pick<ProcessFacts, 'env'> {
  /** The catalog's. */
  readonly root: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The registries that the options name, else the environment's, else the default; with copies in the catalog. */
export function openRegistries(
  { registry, offline }: OpenOptions,
  { env, root, fetch }: RegistryPlace,
): WorkerRegistry {
  const named = registry ?? (env.WORKER_CATALOG_URL || DEFAULT_REGISTRY_URL);
  const registries = (isList(named) ? named : [named]).map((one) =>
    createHttpRegistry({
      fetch,
      offline,
      cacheDir: path.join(root, COPIES_FOLDER),
      ...(typeof one === 'string' ? { url: one } : one),
    }),
  );
  const [only] = registries;
  return only !== undefined && registries.length === 1 ? only : createRegistryList(registries);
}

type Named = string | HttpRegistryOptions;

function isList(named: Named | readonly Named[]): named is readonly Named[] {
  return Array.isArray(named);
}
