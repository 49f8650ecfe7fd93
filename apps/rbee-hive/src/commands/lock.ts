import { type Lockfile, lockWorkers } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import { loadLockfile, saveLockfile } from '../lockfile.js';
import { type HowToInstall, install } from './install.js';

/** Writes down from which bytes the current version of every installed worker was made. */
export async function lock(
  { lockfile }: { readonly lockfile: string },
  context: CommandContext,
): Promise<void> {
  const { openCatalog, print, signal } = context;
  const versions = await (await openCatalog()).versions({ signal });
  const workers = versions.map(({ current }) => current);
  const locked = lockWorkers(workers, await loadLockfile(lockfile));
  await saveLockfile(lockfile, locked);
  print(`${lockfile}: ${Object.keys(locked.workers).join(', ')}`);
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
): Promise<void> {
  const { workers } = (await loadLockfile(lockfile)) ?? EMPTY_LOCKFILE;
  const wanted = worker === undefined ? Object.keys(workers) : [worker];
  for (const id of wanted) {
    const locked = Object.hasOwn(workers, id) ? workers[id] : undefined;
    if (locked === undefined) throw notLocked(lockfile, id);
    await install({ ...how, worker: id, locked }, context);
  }
  if (wanted.length === 0) throw notLocked(lockfile);
}

function notLocked(lockfile: string, id?: string): CommandFailure {
  return new CommandFailure({
    code: 'NOT_LOCKED',
    message:
      id === undefined ? `There are no workers in ${lockfile}.` : `${id} is not in the lockfile ${lockfile}.`,
    hint: 'Install it without --locked, and write the lockfile with rbee-hive lock.',
  });
}
