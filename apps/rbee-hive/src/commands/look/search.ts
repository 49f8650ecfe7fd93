import type { AvailableWorkers } from '@rbee/worker-catalog';
import { askRegistry } from '../../catalog/ask-registry.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { printWorkers } from './print-workers.js';

export const addSearch: AddCommand = (program, run) => {
  command(program, {
    name: 'search',
    description: 'list the workers of the registry whose id, name or description has these words',
    examples: [['search llm cpu', 'what has both words']],
  })
    .argument('<words...>', 'all of them have to occur')
    .action((words: string[]) => run((context) => search(words, context)));
};

/** Prints the workers of the registry whose id, name or description has all of the words. */
async function search(
  words: readonly string[],
  context: CommandContext,
): Promise<Pick<AvailableWorkers, 'workers'>> {
  const { workers: all } = await (await context.openView()).available(askRegistry(context));
  const wanted = words.map((word) => word.toLowerCase());
  const workers = all.filter(({ worker: { id, name, description = '' } }) => {
    const text = `${id}\n${name}\n${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  if (workers.length > 0) await printWorkers(workers, context);
  else
    context.tell(
      `No worker of the registry has ${printable(words.join(' '))}. rbee-hive available lists all.`,
    );
  return { workers };
}
