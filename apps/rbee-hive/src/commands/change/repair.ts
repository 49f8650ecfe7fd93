import type { Removal } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';

export const addRepair: AddCommand = (program, run) => {
  command(program, {
    name: 'repair',
    description: 'remove what installations that died left behind',
    examples: [['repair', 'after a crash or a power cut']],
  }).action(() => run(repair));
};

async function repair({ perform, print, tell }: CommandContext): Promise<Removal> {
  const result = await perform({ operation: 'catalog_repair' });
  if (result.removed.length === 0) tell('There is nothing to repair.');
  for (const folder of result.removed) print(`Removed ${folder}`);
  return result;
}
