import type { ModelEntry } from '@rbee/model-catalog';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';

export const addModelList: AddCommand = (program, run) => {
  program
    .command('list')
    .description('list the models in the catalog')
    .action(() => run(list));
};

async function list(context: CommandContext): Promise<{ readonly models: readonly ModelEntry[] }> {
  const models = await (await context.openModels()).list({ signal: context.signal });
  if (models.length === 0) context.tell('No models are here. rbee-hive model search WORDS looks on the hub.');
  const rows = models.map((model) =>
    [
      model.id,
      model.gguf?.architecture ?? model.format ?? '',
      model.gguf?.quantization ?? '',
      formatBytes(model.size),
      model.storage === 'reference' ? 'referenced' : '',
    ].map(printable),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['ID', 'KIND', 'QUANTIZATION', 'SIZE', ''], ...rows]))
      context.print(line);
  return { models };
}
