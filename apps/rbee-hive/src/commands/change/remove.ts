import { findInstalledWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';

export const addRemove: AddCommand = (program, run) => {
  command(program, {
    name: 'remove',
    description: 'remove an installed worker and its files',
    examples: [['remove echo-worker-cpu-v0.1.0-linux', 'this version; list has the ids']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .action((worker: string) => run((context) => remove(worker, context)));
};

/** Removes one installed worker with its files. */
async function remove(
  name: string,
  { openView, perform, tell, signal, colors }: CommandContext,
): Promise<{ readonly removed: readonly string[] }> {
  const worker = await findInstalledWorker(await openView(), name, signal);
  const result = await perform({ operation: 'worker_remove', worker: worker.id });
  tell(`${colors.green('✓')} Removed ${worker.id}.`);
  return result;
}
