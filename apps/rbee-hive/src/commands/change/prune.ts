import { CatalogPrune, type PruneResult } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption } from '../options/field-option.js';
import { parseCount } from '../options/option-parsers.js';

interface PruneFlags {
  readonly keep: number;
  readonly dryRun?: boolean;
}

export const addPrune: AddCommand = (program, run) => {
  const { keep, dryRun } = CatalogPrune.shape;
  command(program, {
    name: 'prune',
    description: 'remove old versions of every worker, and builds that failed and were kept',
    examples: [
      ['prune --dry-run', 'what would be removed'],
      ['prune --keep 2', 'all but the newest two of each worker'],
    ],
  })
    .addOption(fieldOption('--keep <number>', keep, parseCount))
    .addOption(fieldOption('--dry-run', dryRun))
    .action((flags: PruneFlags) => run((context) => prune(flags, context)));
};

/** Removes old versions, or says which would be removed. */
async function prune(flags: PruneFlags, { perform, print, tell }: CommandContext): Promise<PruneResult> {
  const result = await perform({ operation: 'catalog_prune', ...flags });
  const { removed, wouldRemove = [], failedBuilds } = result;
  for (const id of wouldRemove) print(`${id} would be removed`);
  for (const id of removed) print(`Removed ${id}`);
  for (const { workerId, bytes } of failedBuilds)
    print(
      `${flags.dryRun ? 'Would remove' : 'Removed'} the failed build of ${workerId}, ${formatBytes(bytes)}`,
    );
  if (removed.length + wouldRemove.length + failedBuilds.length === 0) tell(nothingToPrune(flags.keep));
  return result;
}

function nothingToPrune(keep: number): string {
  return `There is nothing to remove: of each worker the newest ${keep === 1 ? 'version' : `${keep} versions`} and the current one stay.`;
}
