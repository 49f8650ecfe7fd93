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

/** What of signed registries was verified. It is no copy: without it an old state could be shown as new. */
const TRUST_FOLDER = '@trust';

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

interface RegistryPlace extends Pick<ProcessFacts, 'env'> {
  /** The catalog's. */
  readonly root: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The registries that the options name, else the environment's, else the default; with copies in the catalog. */
export function openRegistries(
  { registry, offline, trustedRoots = {}, allowUnsigned }: OpenOptions,
  { env, root, fetch }: RegistryPlace,
): WorkerRegistry {
  const named = registry ?? (env.WORKER_CATALOG_URL || DEFAULT_REGISTRY_URL);
  const roots = new Map(Object.entries(trustedRoots).map(([url, text]) => [withoutSlash(url), text]));
  const registries = (isList(named) ? named : [named]).map((one) => {
    const own = typeof one === 'string' ? { url: one } : one;
    return createHttpRegistry({
      ...{ fetch, offline, allowUnsigned },
      cacheDir: path.join(root, COPIES_FOLDER),
      trustDir: path.join(root, TRUST_FOLDER),
      trustedRoot: roots.get(withoutSlash(own.url)),
      // A registry that brings what answers for it is a part of the program.
      inProcess: own.fetch !== undefined,
      ...own,
    });
  });
  const [only] = registries;
  return only !== undefined && registries.length === 1 ? only : createRegistryList(registries);
}

type Named = string | HttpRegistryOptions;

function isList(named: Named | readonly Named[]): named is readonly Named[] {
  return Array.isArray(named);
}
