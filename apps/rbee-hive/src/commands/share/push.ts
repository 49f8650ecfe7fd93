import type { PushedWorker } from '@rbee/worker-catalog';
import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addPush: AddCommand = (program, run) => {
  command(program, {
    name: 'push',
    description: 'put an installed worker into a store, signed, so that others need not build it',
    examples: [['push llm-worker-rbee-cuda oci://store.example.org/workers', 'what it lacks is sent']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .argument('<store>', 'such as oci://store.example.org/workers, with a tag or without')
    .action((worker: string, store: string) => run((context) => push(worker, store, context)));
};

/** Puts a worker into a store. */
async function push(name: string, reference: string, context: CommandContext): Promise<PushedWorker> {
  const { configDir, signal, print, tell, colors } = context;
  const { storeOf } = await import('../../catalog/stores.js');
  const catalog = await context.openCatalog();
  const worker = await findCurrentWorker(catalog, name, signal);
  const exchange = await catalog.exchange();
  const pushed = await exchange.push(worker, await storeOf(configDir, reference), { signal });
  tell(
    `${colors.green('✓')} ${printable(pushed.workerId)} is there as ${pushed.tags.map(printable).join(', ')}; ${formatBytes(pushed.sentBytes)} were sent.`,
  );
  print(pushed.digest);
  return pushed;
}
