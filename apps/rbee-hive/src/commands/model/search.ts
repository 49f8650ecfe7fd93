import type { FoundModel } from '@rbee/model-catalog';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { parseCount } from '../options/option-parsers.js';

export const addModelSearch: AddCommand = (program, run) => {
  program
    .command('search')
    .description('look for GGUF models on the hub, those with the most downloads first')
    .argument('<words...>')
    .option('--limit <count>', 'how many, at most 100', parseCount, 20)
    .action((words: string[], { limit }: { readonly limit: number }) =>
      run((context) => search(words.join(' '), limit, context)),
    );
};

async function search(
  words: string,
  limit: number,
  context: CommandContext,
): Promise<{ readonly models: readonly FoundModel[] }> {
  const { signal, print, tell } = context;
  const models = await (await context.openModels()).search(words, { signal, limit });
  if (models.length === 0) tell(`The hub has no GGUF model for ${printable(words)}.`);
  const rows = models.map(({ reference, downloads, license, gated }) =>
    [reference, String(downloads ?? ''), license ?? '', gated ? 'asks to accept terms' : ''].map(printable),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['MODEL', 'DOWNLOADS', 'LICENCE', ''], ...rows])) print(line);
  return { models };
}
