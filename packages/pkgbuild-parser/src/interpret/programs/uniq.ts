import { inputLines, notFollowed, type Program, writeLines } from './support/program.js';

/** `uniq` without options. */
export const uniq: Program = (use) => {
  if (use.args.length > 0) throw notFollowed(use);
  const lines = inputLines(use, []);
  writeLines(
    use,
    lines.filter((line, index) => index === 0 || line !== lines[index - 1]),
  );
  return 0;
};
