import path from 'node:path';
import { requireOptions } from './check-options.js';
import { readOverride } from './hardware/schema.js';
import { provisionerSchema } from './option-schemas.js';
import type { WorkerProvisionerOptions } from './types.js';

/** {@link WorkerProvisionerOptions} with every default applied. */
export interface ProvisionContext extends WorkerProvisionerOptions {
  readonly sourceCacheDir: string;
  readonly licenseOrigins: readonly string[];
  readonly probeMilliseconds: number;
  readonly now: () => Date;
}

/** @throws ProvisionError `INVALID_OPTIONS` */
export function resolveOptions(options: WorkerProvisionerOptions): ProvisionContext {
  requireOptions('createWorkerProvisioner', provisionerSchema, options);
  return {
    ...options,
    sourceCacheDir: options.sourceCacheDir ?? path.join(options.catalog.root, '@cache', 'sources'),
    licenseOrigins: (options.licenseOrigins ?? []).map((origin) => new URL(origin).origin),
    hardwareOverride: withDefaults(options.hardwareOverride),
    probeMilliseconds: options.probeMilliseconds ?? 20_000,
    now: options.now ?? (() => new Date()),
  };
}

/** What a caller leaves out of an override, such as that a device is visible, is as when it is read from text. */
function withDefaults(override: WorkerProvisionerOptions['hardwareOverride']) {
  if (override === undefined) return undefined;
  const read = readOverride(override);
  return 'value' in read ? read.value : override;
}
