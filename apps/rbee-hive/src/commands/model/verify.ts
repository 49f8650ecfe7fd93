import type { ModelVerification } from '@rbee/model-catalog';
import { openModels } from '../../catalog/open-models.js';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';

export const addModelVerify: AddCommand = (program, run) => {
  program
    .command('verify')
    .description('read the files of models again and compare them with their digests')
    .argument('[ids...]', 'models; without any, all of them')
    .action((ids: string[]) => run((context) => verify(ids, context)));
};

interface Verified {
  readonly models: readonly ModelVerification[];
}

/** @throws CommandFailure `MODEL_CHANGED` */
async function verify(ids: readonly string[], context: CommandContext): Promise<Verified> {
  const { signal, print, colors } = context;
  const catalog = await openModels(context);
  const wanted = ids.length > 0 ? ids : (await catalog.list({ signal })).map(({ id }) => id);
  const models: ModelVerification[] = [];
  for (const id of wanted) {
    const found = await catalog.verify(id, { signal });
    models.push(found);
    if (found.verdict === 'changed') {
      for (const { file, kind } of found.differences)
        print(`${colors.red('✗')} ${printable(id)}: ${printable(file)} ${SAID[kind]}`);
    } else
      print(
        `${colors.green('✓')} ${printable(id)}${found.verdict === 'unproven' ? ': as long and as old as it was' : ''}`,
      );
  }
  const changed = models.filter(({ verdict }) => verdict === 'changed');
  if (changed.length === 0) return { models };
  throw new CommandFailure({
    code: 'MODEL_CHANGED',
    message: `${changed.length} of ${models.length} models are not what was recorded.`,
    hint: 'Remove such a model with rbee-hive model remove, then pull it again.',
    result: { models },
  });
}

const SAID = {
  missing: 'is missing',
  'not-a-file': 'is not a file any more',
  size: 'has another size',
  content: 'has other content',
  'changed-since': 'was changed since it was added',
} as const;
