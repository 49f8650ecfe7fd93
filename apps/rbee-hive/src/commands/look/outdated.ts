import type { OutdatedWorker } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addOutdated: AddCommand = (program, run) => {
  command(program, {
    name: 'outdated',
    description: 'list the installed workers of which the registry has a newer version',
    examples: [['outdated', 'then: rbee-hive upgrade']],
  }).action(() => run(outdated));
};

export interface OutdatedList {
  readonly outdated: readonly OutdatedWorker[];
}

/** Prints the installed workers of which the registry has a newer version. */
async function outdated(context: CommandContext): Promise<OutdatedList> {
  const { openView, print, tell, signal, onEvent } = context;
  const workers = await (await openView({ asksForSources: true })).outdated({ signal, onEvent });
  if (workers.length === 0) tell('Every installed worker is up to date.');
  const rows = workers.map(({ workerId, current, availableVersion, pinned, obstacle }) =>
    [workerId, current.version, availableVersion, obstacle ?? (pinned ? 'chosen by hand' : '')].map(
      printable,
    ),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['WORKER', 'CURRENT', 'AVAILABLE', ''], ...rows])) print(line);
  return { outdated: workers };
}
