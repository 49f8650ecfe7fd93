import { randomUUID } from 'node:crypto';
import type { ProvisionOptions, VariantOptions, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstallResult } from 'rbee-hive-daemon/api';
import { tellInstall } from 'rbee-hive-daemon/local';
import type { CatalogChoices } from '../context.js';
import type { RunOptions } from './types.js';

/** What to install, and how. */
export type InstallTarget = HowToInstall &
  (({ readonly worker: string } & VariantOptions) | { readonly from: string });

/** How any installation goes, whatever says which worker. */
export type HowToInstall = Pick<ProvisionOptions, 'force' | 'wait' | 'locked' | 'sandbox'> & {
  readonly network?: boolean | undefined;
} & Pick<CatalogChoices, 'licenseOrigins'>;

/** Installs in this process what is beyond an operation: from a folder, as locked, without waiting, or with a trust for once. */
export function installHere(
  catalog: WorkerCatalog,
  { licenseOrigins: _opened, ...target }: InstallTarget,
  { signal, onEvent }: RunOptions,
): Promise<InstallResult> {
  const context = { jobId: randomUUID(), signal, tell: onEvent };
  if ('from' in target) {
    const { from, ...settings } = target;
    return tellInstall((options) => catalog.provisionAndAddFrom(from, options), settings, context);
  }
  const { worker, ...settings } = target;
  return tellInstall((options) => catalog.provisionAndAdd(worker, options), settings, context);
}
