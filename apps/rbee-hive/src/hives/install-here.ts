import { randomUUID } from 'node:crypto';
import type { ProvisionOptions, VariantOptions, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstallResult } from 'rbee-hive-daemon/api';
import type { RunOptions } from './types.js';

/** What to install, and how. */
export type InstallTarget = HowToInstall &
  (({ readonly worker: string } & VariantOptions) | { readonly from: string });

/** How any installation goes, whatever says which worker. */
export type HowToInstall = Pick<ProvisionOptions, 'force' | 'wait' | 'locked' | 'network' | 'sandbox'>;

/** Installs in this process. */
export async function installHere(
  catalog: WorkerCatalog,
  target: InstallTarget,
  { signal, onEvent }: RunOptions,
): Promise<InstallResult> {
  let wasInstalled = false;
  const options: ProvisionOptions = {
    ...target,
    jobId: randomUUID(),
    signal,
    onEvent(event) {
      if (event.type === 'already-installed') wasInstalled = true;
      onEvent(event);
    },
  };
  const installed =
    'from' in target
      ? await catalog.provisionAndAddFrom(target.from, options)
      : await catalog.provisionAndAdd(target.worker, options);
  return { installed, wasInstalled };
}
