import type { StartSettings, WorkerSettings } from 'rbee-hive-daemon/api';
import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { addStartOptions, type StartFlags, startSettings } from '../options/model-options.js';

export const addSettings: AddCommand = (program, run) => {
  const settings = command(program, {
    name: 'settings',
    description: 'what workers start with when spawn does not say: their last options, or those set here',
    examples: [
      ['settings list', 'every worker that was started or set, with its options'],
      ['settings set llama-cpp-cuda --context 16384 --gpu 0', 'from now on'],
      ['settings reset llama-cpp-cuda', 'as its registry entry says'],
    ],
  });
  settings
    .command('list')
    .description('list what workers start with')
    .action(() => run(list));
  addStartOptions(
    settings
      .command('set')
      .description('say what a worker starts with from now on; what is not named stays')
      .addArgument(completes('installed', '<worker>', 'id of an installed worker'))
      .argument('[args...]', 'further arguments of the worker, after --'),
  ).action((worker: string, args: string[], flags: StartFlags) =>
    run((context) => set(worker, { ...startSettings(flags), ...(args.length > 0 && { args }) }, context)),
  );
  settings
    .command('reset')
    .description('forget what a worker was started with')
    .addArgument(completes('installed', '<worker>', 'id of an installed worker'))
    .action((worker: string) => run((context) => reset(worker, context)));
};

async function list(context: CommandContext): Promise<{ readonly settings: readonly WorkerSettings[] }> {
  const settings = await (await requireDaemon(context)).settings(context.signal);
  if (settings.length === 0) context.tell('No worker has options of its own: spawn keeps what it was given.');
  const rows = settings.map(({ worker, settings: kept, usedAt }) =>
    [worker, optionsText(kept), usedAt.slice(0, 10)].map(printable),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['WORKER', 'OPTIONS', 'SINCE'], ...rows])) context.print(line);
  return { settings };
}

async function set(
  worker: string,
  typed: StartSettings,
  context: CommandContext,
): Promise<{ readonly settings: WorkerSettings }> {
  const daemon = await requireDaemon(context);
  const id = await installedId(worker, context);
  const known = (await daemon.settings(context.signal)).find(
    (one) => one.worker === id && (typed.model === undefined || typed.model === one.settings.model),
  );
  const settings = { ...known?.settings, ...typed };
  const kept = await daemon.putSettings({ worker, settings }, context.signal);
  context.tell(
    `${context.colors.green('✓')} ${printable(id)} starts with ${printable(optionsText(settings))}.`,
  );
  return { settings: kept };
}

async function reset(worker: string, context: CommandContext): Promise<{ readonly removed: number }> {
  const removed = await (await requireDaemon(context)).forgetSettings(worker, context.signal);
  context.tell(
    removed === 0
      ? `${printable(worker)} had no options of its own.`
      : `${context.colors.green('✓')} ${printable(worker)} starts as its registry entry says.`,
  );
  return { removed };
}

/** The worker's id without its version. */
async function installedId(worker: string, { openView, signal }: CommandContext): Promise<string> {
  const { catalogId, id } = await findCurrentWorker(await openView(), worker, signal);
  return catalogId ?? id;
}

function optionsText(settings: StartSettings): string {
  const texts = Object.entries(settings).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return texts.length === 0 ? 'nothing of its own' : texts.join(' ');
}
