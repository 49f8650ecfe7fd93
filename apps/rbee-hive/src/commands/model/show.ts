import type { ModelEntry } from '@rbee/model-catalog';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';

export const addModelShow: AddCommand = (program, run) => {
  program
    .command('show')
    .description('show everything that is known of a model in the catalog')
    .argument('<id>', 'as rbee-hive model list shows it')
    .action((id: string) => run((context) => show(id, context)));
};

async function show(id: string, context: CommandContext): Promise<ModelEntry> {
  const { signal, print } = context;
  const model = await (await context.openModels()).get(id, { signal });
  for (const line of await formatTable(rowsOf(model).map((row) => row.map(printable)))) print(line);
  return model;
}

function rowsOf(model: ModelEntry): string[][] {
  const { gguf } = model;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['id', model.id],
    ['name', model.name],
    ['author', model.author],
    ['source', model.source],
    ['commit', model.commit],
    ['licence', model.license],
    ['format', model.format],
    ['architecture', gguf?.architecture],
    ['parameters', gguf?.parameters],
    ['quantization', gguf?.quantization],
    ['context', gguf?.contextLength],
    ['layers', gguf?.layers],
    ['path', model.path],
    ['projector', model.mmproj],
    ['storage', model.storage],
    ['size', formatBytes(model.size)],
    ['added', model.addedAt],
    ...(model.files ?? []).map(
      ({ path, size, digest }) => ['file', `${path}  ${formatBytes(size)}  ${digest ?? ''}`] as const,
    ),
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
