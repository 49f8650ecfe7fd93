import os from 'node:os';
import {
  type FitReport,
  fits,
  type KvType,
  type ModelCatalog,
  type ModelFacts,
  machineMemory,
} from '@rbee/model-catalog';
import { InvalidArgumentError } from 'commander';
import { openModels } from '../../catalog/open-models.js';
import type { CommandContext } from '../../context.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { localOnly } from '../../hive/local-only.js';
import { printable } from '../../output/printable.js';
import { workersFor } from '../../talk/find-worker.js';
import type { AddCommand } from '../command.js';
import { parseCount } from '../options/option-parsers.js';
import { modelReference } from './model-reference.js';

const KV_TYPES: readonly KvType[] = ['f32', 'f16', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0', 'iq4_nl'];

export const addModelFits: AddCommand = (program, run) => {
  program
    .command('fits')
    .description('say whether a model fits into this machine, and which of its layers go where')
    .argument('<model>', 'an id of the catalog, or what rbee-hive model pull takes')
    .option('--context <tokens>', 'of all sequences together', parseCount)
    .option('--parallel <sequences>', 'at a time', parseCount)
    .option('--gpu-layers <count>', 'auto, all or a number', parseLayers)
    .option('--kv-type <type>', `of the cache: ${KV_TYPES.join(', ')}`, parseKvType)
    .option('--no-flash-attention', 'as for an engine without it')
    .action((typed: string, options: FitsFlags) => run((context) => checkFit(typed, options, context)));
};

interface FitsFlags {
  readonly context?: number;
  readonly parallel?: number;
  readonly gpuLayers?: 'auto' | 'all' | number;
  readonly kvType?: KvType;
  readonly flashAttention: boolean;
}

function parseLayers(text: string): 'auto' | 'all' | number {
  if (text === 'auto' || text === 'all') return text;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write auto, all or a number.');
}

function parseKvType(text: string): KvType {
  const type = KV_TYPES.find((known) => known === text);
  if (type === undefined) throw new InvalidArgumentError(`Write one of ${KV_TYPES.join(', ')}.`);
  return type;
}

const VERDICTS: Readonly<Record<FitReport['verdict'], string>> = {
  cards: 'fits on the cards',
  split: 'fits on the cards and in main memory together',
  memory: 'fits in main memory',
  no: 'does not fit',
};

type Served = Awaited<ReturnType<typeof workersFor>>;

async function checkFit(
  typed: string,
  flags: FitsFlags,
  context: CommandContext,
): Promise<FitReport & { readonly workers: Served }> {
  const { signal, print, openView } = context;
  const workers = await openView();
  const report = await (context.isElsewhere ? fitElsewhere : fitHere)(typed, flags, context);
  print(`${printable(typed)} ${VERDICTS[report.verdict]}, with ${report.context} tokens of context.`);
  for (const reason of report.reasons) print(`  ${printable(reason)}`);
  if (report.verdict !== 'no')
    print(`  -ngl ${report.gpuLayers}; up to ${report.maxContext ?? report.context} tokens would fit.`);
  const served = await workersFor('gguf', { catalog: workers, signal });
  print(`  ${servedText(served)}`);
  return { ...report, workers: served };
}

async function fitHere(typed: string, flags: FitsFlags, context: CommandContext): Promise<FitReport> {
  const { signal } = context;
  const [models, workers] = await Promise.all([openModels(context), context.openCatalog()]);
  const [facts, hardware] = await Promise.all([factsOf(models, typed, signal), workers.hardware({ signal })]);
  return fits(facts, machineMemory(hardware, os.freemem()), flags);
}

/** @throws CommandFailure `LOCAL_ONLY` */
async function fitElsewhere(typed: string, flags: FitsFlags, context: CommandContext): Promise<FitReport> {
  const { kvType, flashAttention, ...asked } = flags;
  if (kvType !== undefined) throw localOnly('--kv-type');
  if (!flashAttention) throw localOnly('--no-flash-attention');
  const query = Object.entries(asked).map(([name, value]) => [name, String(value)]);
  const { models } = await requireDaemon(context);
  return (await models.fits({ model: typed, ...Object.fromEntries(query) }, context.signal)).report;
}

function servedText({ installed, registry }: Served): string {
  if (installed.length > 0) return `Installed workers that load it: ${installed.map(printable).join(', ')}.`;
  if (registry.length > 0)
    return `No installed worker loads it; the registry has ${registry.map(printable).join(', ')}.`;
  return 'No worker that loads it is installed, and none of the registry is for this machine.';
}

async function factsOf(models: ModelCatalog, typed: string, signal: AbortSignal): Promise<ModelFacts> {
  const entry = (await models.list({ signal })).find(({ id }) => id === typed);
  return models.facts(entry ?? (await models.plan(modelReference(typed), { signal })), { signal });
}
