import type { AvailableWorkers } from '@rbee/worker-catalog';
import { askRegistry } from '../../catalog/ask-registry.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { printWorkers } from './print-workers.js';

export const addAvailable: AddCommand = (program, run) => {
  command(program, {
    name: 'available',
    description: 'list the workers of the registry and whether this machine can have them',
    examples: [['available --json', 'with everything that the registry says, for a program']],
  }).action(() => run(listAvailable));
};

/** Prints every worker of the registry with its state here, and the reason where it cannot be installed. */
async function listAvailable(context: CommandContext): Promise<AvailableWorkers> {
  const { openView, tell, colors } = context;
  const found = await (await openView()).available(askRegistry(context));
  await printWorkers(found.workers, context);
  for (const problem of found.problems) tell(`${colors.yellow('left out')} ${printable(problem)}`);
  return found;
}
