import { inputText, linesWithEnds, notFollowed, type Program, writeWhole } from './support/program.js';

/** `tac [file…]`: the lines in reverse order. */
export const tac: Program = (use) => {
  if (use.args.some((argument) => argument.startsWith('-'))) throw notFollowed(use);
  writeWhole(use, linesWithEnds(inputText(use, use.args)).reverse());
  return 0;
};
