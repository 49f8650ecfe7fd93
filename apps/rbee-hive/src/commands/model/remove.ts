import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';

export const addModelRemove: AddCommand = (program, run) => {
  program
    .command('remove')
    .description('remove models with their files; files that are only referenced stay')
    .argument('<ids...>', 'as rbee-hive model list shows them')
    .action((ids: string[]) => run((context) => remove(ids, context)));
};

async function remove(
  ids: readonly string[],
  context: CommandContext,
): Promise<{ readonly removed: readonly string[] }> {
  const { signal, tell, colors } = context;
  const models = await context.openModels();
  for (const id of ids) {
    await models.remove(id, { signal });
    tell(`${colors.green('✓')} ${printable(id)} is removed.`);
  }
  return { removed: ids };
}
