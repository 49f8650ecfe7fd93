import type { ModelPruning } from '@rbee/model-catalog';
import { InvalidArgumentError } from 'commander';
import { openModels } from '../../catalog/open-models.js';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { parseCount } from '../options/option-parsers.js';

const DAY = 24 * 60 * 60 * 1000;
const GIBIBYTE = 1024 ** 3;

export const addModelPrune: AddCommand = (program, run) => {
  program
    .command('prune')
    .description('remove downloads that were given up a week ago, and models where that is asked for')
    .option('--unused-for <days>', 'also models that were not used for so many days', parseCount)
    .option(
      '--keep-below <GiB>',
      'also models, those not used for longest first, until the rest takes less',
      parseGibibytes,
    )
    .option('--dry-run', 'only say what would be removed')
    .action((options: PruneFlags) => run((context) => prune(options, context)));
};

interface PruneFlags {
  readonly unusedFor?: number;
  readonly keepBelow?: number;
  readonly dryRun?: boolean;
}

function parseGibibytes(text: string): number {
  if (!/^\d{1,6}(?:\.\d{1,3})?$/.test(text))
    throw new InvalidArgumentError('Write a number of GiB, such as 50.');
  return Math.floor(Number(text) * GIBIBYTE);
}

async function prune(
  { unusedFor, keepBelow, dryRun }: PruneFlags,
  context: CommandContext,
): Promise<ModelPruning> {
  const { signal, print, tell } = context;
  const pruned = await (await openModels(context)).prune({
    ...{ signal, dryRun },
    maxAgeMilliseconds: unusedFor === undefined ? undefined : unusedFor * DAY,
    maxBytes: keepBelow,
  });
  for (const id of pruned.models) print(printable(id));
  const verb = dryRun ? 'would be' : 'were';
  tell(
    `${pruned.models.length} models (${formatBytes(pruned.modelBytes)}) and ${pruned.partials} downloads that were not complete (${formatBytes(pruned.partialBytes)}) ${verb} removed.`,
  );
  return pruned;
}
