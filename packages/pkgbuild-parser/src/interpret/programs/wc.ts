import { inputText, notFollowed, type Program, writeLines } from './support/program.js';

/** `wc -l`, `wc -w`, `wc -c` of standard input. */
export const wc: Program = (use) => {
  const [option] = use.args;
  if (use.args.length !== 1 || option === undefined || !['-l', '-w', '-c', '-m'].includes(option)) {
    throw notFollowed(use);
  }
  const text = inputText(use, []);
  const counts = {
    '-l': () => text.split('\n').length - 1,
    '-w': () => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length,
    '-c': () => new TextEncoder().encode(text).length,
    '-m': () => Array.from(text).length,
  };
  writeLines(use, [String(counts[option as keyof typeof counts]())]);
  return 0;
};
