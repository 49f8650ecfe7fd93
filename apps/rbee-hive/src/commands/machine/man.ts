import type { Command } from 'commander';
import { manPage } from '../../output/man-page.js';
import { type AddCommand, command } from '../command.js';

export const addMan: AddCommand = (program, run) => {
  command(program, {
    name: 'man',
    local: true,
    description: 'print the manual page, which has all commands',
    examples: [['man', 'to read it: rbee-hive man | man -l -']],
  }).action(() =>
    run(async ({ print }) => {
      const page = manPage(program satisfies Command);
      print(page.trimEnd());
      return { page };
    }),
  );
};
