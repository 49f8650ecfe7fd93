import type { CatalogProblem, WorkerBinary, WorkerVersions } from '@rbee/worker-catalog';
import { machineChanges } from '../../catalog/machine-changes.js';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addList: AddCommand = (program, run) => {
  command(program, {
    name: 'list',
    description: 'list the installed workers',
    examples: [['list', 'what is installed, and which version is current']],
  }).action(() => run(list));
};

export interface InstalledList {
  readonly workers: readonly WorkerBinary[];
  readonly problems: readonly CatalogProblem[];
}

/** Prints the installed workers, and of several versions which one is current; then what in the catalog's folder cannot be read as a worker. */
async function list(context: CommandContext): Promise<InstalledList> {
  const { openInstalled, print, tell, signal, colors } = context;
  const installed = await openInstalled();
  const [workers, versions, problems] = await Promise.all([
    installed.list({ signal }),
    installed.versions({ signal }),
    installed.problems({ signal }),
  ]);
  if (workers.length === 0)
    tell('No workers are installed. rbee-hive available lists the workers of the registry.');
  const rows = workers.map((worker) =>
    [
      worker.id,
      worker.version,
      worker.workerType,
      formatBytes(worker.size),
      standingOf(worker, versions),
    ].map(printable),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['ID', 'VERSION', 'TYPE', 'SIZE', ''], ...rows])) print(line);
  for (const change of await machineChanges(versions, context))
    tell(`${colors.yellow('changed')} ${printable(change)}`);
  for (const { message } of problems) tell(`${colors.yellow('problem')} ${printable(message)}`);
  return { workers, problems };
}

/** Of a worker with several versions the current one is marked; what cannot be used says so. */
function standingOf({ id, status }: WorkerBinary, groups: readonly WorkerVersions[]): string {
  if (status !== 'Available') return typeof status === 'string' ? status.toLowerCase() : 'failed';
  const group = groups.find(({ current }) => current.id === id);
  if (group === undefined || group.versions.length === 1) return '';
  return group.pinned ? 'current, chosen by hand' : 'current';
}
