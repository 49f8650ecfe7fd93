import type { AddCommand } from '../command.js';

/** What the scripts of `completion` ask. */
export const addComplete: AddCommand = (program, run) => {
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) =>
      run(async (context) =>
        (await import('../../completion/complete.js')).complete(program, words, context),
      ),
    );
};
