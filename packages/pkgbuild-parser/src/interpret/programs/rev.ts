import { inputText, linesWithEnds, notFollowed, type Program, writeWhole } from './support/program.js';

/** `rev [file…]`: the characters of each line in reverse order. */
export const rev: Program = (use) => {
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
