import type { BuildSettings, WorkerInstall, WorkerUpgrade } from 'rbee-hive-daemon/api';
import { workerPath } from '../api/paths.js';

/** What a person chose for an installation. */
export interface InstallOptions {
  readonly force: boolean;
  readonly network: boolean;
  readonly sandbox: NonNullable<BuildSettings['sandbox']>;
  /** Empty: whichever fits. */
  readonly backend: string;
  readonly allowCpuFallback: boolean;
}

export const NO_OPTIONS: InstallOptions = {
  force: false,
  network: false,
  sandbox: 'prefer',
  backend: '',
  allowCpuFallback: false,
};

/** Where the plan for these options is. */
export function planPath(id: string, { backend, allowCpuFallback, force }: InstallOptions): string {
  const query = new URLSearchParams({
    ...(backend !== '' && { backend }),
    ...(allowCpuFallback && { allowCpuFallback: 'true' }),
    ...(force && { force: 'true' }),
  });
  const path = `${workerPath(id)}/plan`;
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The operation for these options; the daemon chooses what is left out. */
export function installOperation(worker: string, options: InstallOptions): WorkerInstall {
  const { force, backend, allowCpuFallback } = options;
  return {
    operation: 'worker_install',
    worker,
    ...(backend !== '' && { backend }),
    ...(allowCpuFallback && { allowCpuFallback }),
    ...(force && { force }),
    ...buildSettings(options),
  };
}

export function upgradeOperation(worker: string, options: InstallOptions): WorkerUpgrade {
  return { operation: 'worker_upgrade', worker, ...buildSettings(options) };
}

function buildSettings({ network, sandbox }: InstallOptions): BuildSettings {
  return { ...(network && { network }), ...(sandbox !== 'prefer' && { sandbox }) };
}
