import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isLoopback, isPrivateOrigin } from '../license/origins.js';
import type { RegistryTrust, WorkerRegistry } from './worker-registry.js';

/** A stranger's recipe. */
const NO_TRUST: RegistryTrust = { localSources: 'none', licenseOrigins: [] };

/** How far what a registry says of a worker is trusted. */
export function trustIn(registry: Pick<WorkerRegistry, 'trustOf'>, worker: WorkerMetadata): RegistryTrust {
  return registry.trustOf?.(worker) ?? NO_TRUST;
}

/** What a registry reached by these URLs is trusted with where its user says nothing else. */
export function defaultTrust(urls: readonly string[]): RegistryTrust {
  const isHere = urls.every((url) => isLoopback(new URL(url).hostname));
  return {
    localSources: isHere ? 'files' : 'none',
    licenseOrigins: urls.every(isPrivateOrigin) ? 'any' : [],
  };
}
