import type { ModelEntry, ModelPlan, StorageMode } from '@rbee/model-catalog';
import { InvalidArgumentError } from 'commander';
import { openModels } from '../../catalog/open-models.js';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { modelReference } from './model-reference.js';

export const addModelPull: AddCommand = (program, run) => {
  program
    .command('pull')
    .description('bring a model into the catalog, every file verified')
    .argument(
      '<model>',
      'hf:org/repo[:quantization or file][@revision], a URL, a path, ollama:… or lmstudio:…',
    )
    .option('--sha256 <digest>', 'of a URL: what its file must hash to')
    .option('--id <id>', 'the id that it gets in the catalog')
    .option('--storage <mode>', 'of a file of this machine: copy, reflink or reference', parseStorage)
    .option('--update', 'look again for a model that is here, and replace it when it changed')
    .option('--no-wait', 'fail when another process pulls the same model')
    .option('--dry-run', 'only say what would be fetched')
    .action((typed: string, options: PullOptions) => run((context) => pull(typed, options, context)));
};

interface PullOptions {
  readonly sha256?: string;
  readonly id?: string;
  readonly storage?: StorageMode;
  readonly update?: boolean;
  readonly wait: boolean;
  readonly dryRun?: boolean;
}

function parseStorage(text: string): StorageMode {
  if (text === 'copy' || text === 'reflink' || text === 'reference') return text;
  throw new InvalidArgumentError('Write copy, reflink or reference.');
}

async function pull(
  typed: string,
  { sha256, id, storage, update, wait, dryRun }: PullOptions,
  context: CommandContext,
): Promise<ModelEntry | ModelPlan> {
  const { signal, onEvent, tell, print, colors } = context;
  const reference = modelReference(typed);
  const digest = sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256 } as const);
  const models = await openModels(context);
  if (dryRun) {
    const plan = await models.plan(reference, { signal, digest, id });
    for (const line of await planLines(plan)) print(line);
    return plan;
  }
  const jobId = `pull-${process.pid}`;
  const model = await models.provisionAndAdd(reference, {
    ...{ jobId, signal, onEvent, digest, id, storage, update, wait },
  });
  tell(`${colors.green('✓')} ${printable(model.id)} is in the catalog.`);
  print(printable(model.path));
  return model;
}

function planLines(plan: ModelPlan): Promise<string[]> {
  const { bytes, disk, gated, license, files, choices } = plan;
  const facts = [
    ['id', plan.id],
    ['from', plan.source],
    ['commit', plan.commit ?? ''],
    ['licence', `${license ?? 'not named'}${gated ? '; its publisher asks to accept terms first' : ''}`],
    ['size', bytes === undefined ? 'not known before the download' : formatBytes(bytes)],
    ['disk', `${formatBytes(disk.neededBytes)} to fetch, ${formatBytes(disk.freeBytes)} free`],
    ['here', { no: 'no', same: 'yes', other: 'another state of it: --update replaces it' }[plan.present]],
    ...files.map(({ name, size }) => [
      'file',
      `${name}${size === undefined ? '' : `  ${formatBytes(size)}`}`,
    ]),
    ...(choices.length > 1 ? [['also', choices.map(({ label }) => label).join(', ')]] : []),
  ];
  return formatTable(facts.map((row) => row.map(printable)));
}
