import type { OutdatedWorker } from '@rbee/worker-catalog';
import { WorkerUpgrade } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption } from '../options/field-option.js';

export const addOutdated: AddCommand = (program, run) => {
  command(program, {
    name: 'outdated',
    description: 'list the installed workers of which the registry has a newer version',
    examples: [
      ['outdated', 'then: rbee-hive upgrade'],
      ['outdated --check-sources', 'newer releases and moved branches, too'],
    ],
  })
    .addOption(fieldOption('--check-sources', WorkerUpgrade.shape.checkSources))
    .action((flags: OutdatedFlags) => run((context) => outdated(flags, context)));
};

interface OutdatedFlags {
  readonly checkSources?: boolean;
}

export interface OutdatedList {
  readonly outdated: readonly OutdatedWorker[];
}

/** Prints the installed workers of which the registry has a newer version. */
async function outdated({ checkSources }: OutdatedFlags, context: CommandContext): Promise<OutdatedList> {
  const { openCatalog, print, tell, signal, onEvent } = context;
  const catalog = await openCatalog({ asksForSources: true });
  const workers = await catalog.outdated({ checkSources, signal, onEvent });
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
