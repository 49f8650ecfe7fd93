import path from 'node:path';
import type { WorkerProvisionerOptions } from './types.js';

/** {@link WorkerProvisionerOptions} with every default applied. */
export interface ProvisionContext extends WorkerProvisionerOptions {
  readonly sourceCacheDir: string;
  readonly licenseOrigins: readonly string[];
  readonly probeMilliseconds: number;
  readonly now: () => Date;
}

export function resolveOptions(options: WorkerProvisionerOptions): ProvisionContext {
  return {
    ...options,
    sourceCacheDir: options.sourceCacheDir ?? path.join(options.catalog.root, '@cache', 'sources'),
    licenseOrigins: options.licenseOrigins ?? [],
    probeMilliseconds: options.probeMilliseconds ?? 20_000,
    now: options.now ?? (() => new Date()),
  };
}
