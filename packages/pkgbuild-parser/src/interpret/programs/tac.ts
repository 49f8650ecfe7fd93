import { inputText, linesWithEnds, notFollowed, type TextCommand, writeWhole } from './support/program.js';

/** `tac`: the lines the other way round. */
export const tac: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-'))) throw notFollowed(use);
  writeWhole(use, linesWithEnds(inputText(use, use.args)).reverse());
  return 0;
};
