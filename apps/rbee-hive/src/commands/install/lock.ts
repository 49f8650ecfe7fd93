import { DEFAULT_LOCKFILE } from '../../catalog/lockfile-name.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';

interface LockFlags {
  readonly lockfile: string;
}

export const addLock: AddCommand = (program, run) => {
  command(program, {
    name: 'lock',
    description: 'record the exact sources of the installed workers in a lockfile',
    examples: [['lock', 'writes rbee.lock.json']],
  })
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE)
    .action((flags: LockFlags) => run((context) => lock(flags, context)));
};

/** Records the exact sources of the current version of every installed worker. */
async function lock(
  { lockfile }: LockFlags,
  { openView, print, signal }: CommandContext,
): Promise<{ readonly lockfile: string; readonly workers: readonly string[] }> {
  const { lockWorkers } = await import('@rbee/worker-catalog');
  const { loadLockfile, saveLockfile } = await import('../../catalog/lockfile.js');
  const versions = await (await openView()).versions({ signal });
  const workers = versions.map(({ current }) => current);
  const locked = lockWorkers(workers, await loadLockfile(lockfile));
  await saveLockfile(lockfile, locked);
  const ids = Object.keys(locked.workers);
  print(`${lockfile}: ${ids.join(', ')}`);
  return { lockfile, workers: ids };
}
