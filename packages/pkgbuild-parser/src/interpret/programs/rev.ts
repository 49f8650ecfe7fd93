import { inputText, linesWithEnds, notFollowed, type TextCommand, writeWhole } from './support/program.js';

/** `rev`: the characters of each line the other way round. */
export const rev: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-'))) throw notFollowed(use);
  writeWhole(
    use,
    linesWithEnds(inputText(use, use.args)).map((line) => {
      const end = line.endsWith('\n') ? '\n' : '';
      return (
        Array.from(line.slice(0, line.length - end.length))
          .reverse()
          .join('') + end
      );
    }),
  );
  return 0;
};
