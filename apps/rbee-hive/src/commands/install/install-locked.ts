import type { Lockfile } from '@rbee/worker-catalog';
import type { InstallResult, WorkerInstall } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { reportInstall } from './report-install.js';

export interface InstallLockedOptions extends Omit<WorkerInstall, 'operation' | 'worker' | 'locked'> {
  /** Only this worker; all that are locked when absent. */
  readonly worker: string | undefined;
  readonly lockfile: string;
}

const EMPTY_LOCKFILE: Lockfile = { lockfileVersion: 1, workers: {} };

/** Installs exactly what a lockfile says, and refuses anything else. */
export async function installLocked(
  { worker, lockfile, ...how }: InstallLockedOptions,
  context: CommandContext,
): Promise<readonly InstallResult[]> {
  const { loadLockfile } = await import('../../catalog/lockfile.js');
  const { workers } = (await loadLockfile(lockfile)) ?? EMPTY_LOCKFILE;
  const results: InstallResult[] = [];
  const wanted = worker === undefined ? Object.keys(workers) : [worker];
  for (const id of wanted) {
    const locked = Object.hasOwn(workers, id) ? workers[id] : undefined;
    if (locked === undefined) throw notLocked(lockfile, id);
    const operation = { operation: 'worker_install', ...how, worker: id, locked } as const;
    results.push(await reportInstall(() => context.perform(operation), context));
  }
  if (wanted.length === 0) throw notLocked(lockfile);
  return results;
}

function notLocked(lockfile: string, id?: string): CommandFailure {
  return new CommandFailure({
    code: 'NOT_LOCKED',
    message: id === undefined ? `${lockfile} has no workers.` : `${id} is not in the lockfile ${lockfile}.`,
    hint: 'Install it without --locked, and write the lockfile with rbee-hive lock.',
  });
}
