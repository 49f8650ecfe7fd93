import type { ModelEntry, ModelPlan, StorageMode } from '@rbee/model-catalog';
import { InvalidArgumentError } from 'commander';
import { openModels } from '../../catalog/open-models.js';
import type { CommandContext } from '../../context.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { localOnly } from '../../hive/local-only.js';
import { pullElsewhere } from '../../hive/remote-models.js';
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
  options: PullOptions,
  context: CommandContext,
): Promise<ModelEntry | ModelPlan> {
  const { tell, print, colors, isElsewhere } = context;
  if (isElsewhere) refuseLocal(typed, options);
  if (options.dryRun) {
    const plan = await planOf(typed, options, context);
    for (const line of await planLines(plan)) print(line);
    return plan;
  }
  const model = isElsewhere
    ? await pullElsewhere(
        { model: modelReference(typed), update: options.update },
        await requireDaemon(context),
        context,
      )
    : await pullHere(typed, options, context);
  tell(`${colors.green('✓')} ${printable(model.id)} is in the catalog.`);
  print(printable(model.path));
  return model;
}

/** @throws CommandFailure `LOCAL_ONLY` for what the hive of another machine does not take */
function refuseLocal(typed: string, { sha256, id, storage, wait }: PullOptions): void {
  const flags = [sha256 && '--sha256', id && '--id', storage && '--storage', !wait && '--no-wait'];
  const flag = flags.find(Boolean);
  if (flag) throw localOnly(flag);
  if (!/^(?:hf|ollama|lmstudio):/.test(modelReference(typed)))
    throw localOnly('Pulling from a path or a URL');
}

async function planOf(
  typed: string,
  { sha256, id }: PullOptions,
  context: CommandContext,
): Promise<ModelPlan> {
  const { signal, isElsewhere } = context;
  const reference = modelReference(typed);
  if (isElsewhere) return (await context.openModels()).plan(reference, { signal });
  return (await openModels(context)).plan(reference, { signal, digest: digestOf(sha256), id });
}

async function pullHere(typed: string, options: PullOptions, context: CommandContext): Promise<ModelEntry> {
  const { signal, onEvent } = context;
  const { sha256, dryRun: _isNot, ...rest } = options;
  return (await openModels(context)).provisionAndAdd(modelReference(typed), {
    ...{ jobId: `pull-${process.pid}`, signal, onEvent, digest: digestOf(sha256) },
    ...rest,
  });
}

function digestOf(sha256: string | undefined) {
  return sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256 } as const);
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
