import { type Lockfile, lockWorkers } from '@rbee/worker-catalog';
import type { InstallResult } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import type { HowToInstall } from '../hives/install-here.js';
import { loadLockfile, saveLockfile } from '../lockfile.js';
import { install } from './install.js';

/** Records the exact sources of the current version of every installed worker. */
export async function lock(
  { lockfile }: { readonly lockfile: string },
  context: CommandContext,
): Promise<{ readonly lockfile: string; readonly workers: readonly string[] }> {
  const { openCatalog, print, signal } = context;
  const versions = await (await openCatalog()).versions({ signal });
  const workers = versions.map(({ current }) => current);
  const locked = lockWorkers(workers, await loadLockfile(lockfile));
  await saveLockfile(lockfile, locked);
  const ids = Object.keys(locked.workers);
  print(`${lockfile}: ${ids.join(', ')}`);
  return { lockfile, workers: ids };
}

const EMPTY_LOCKFILE: Lockfile = { lockfileVersion: 1, workers: {} };

export interface InstallLockedOptions extends Omit<HowToInstall, 'locked'> {
  /** Only this worker; all that are locked when absent. */
  readonly worker: string | undefined;
  readonly lockfile: string;
}

/** Installs exactly what a lockfile says, and refuses anything else. */
export async function installLocked(
  { worker, lockfile, ...how }: InstallLockedOptions,
  context: CommandContext,
): Promise<readonly InstallResult[]> {
  const { workers } = (await loadLockfile(lockfile)) ?? EMPTY_LOCKFILE;
  const results: InstallResult[] = [];
  const wanted = worker === undefined ? Object.keys(workers) : [worker];
  for (const id of wanted) {
    const locked = Object.hasOwn(workers, id) ? workers[id] : undefined;
    if (locked === undefined) throw notLocked(lockfile, id);
    results.push(await install({ ...how, worker: id, locked }, context));
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
