import { notFollowed, type Program, writeLines } from './support/program.js';

/** `seq last`, `seq first last` and `seq first step last` of whole numbers. */
export const seq: Program = (use) => {
  const numbers = use.args.map(Number);
  const [first, step, last] =
    numbers.length === 3 ? numbers : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : [1, 1, numbers[0]];
  const arePlain =
    use.args.length > 0 &&
    use.args.length < 4 &&
    use.args.every((text) => /^(?:0|-?[1-9]\d{0,8})$/.test(text));
  if (!arePlain || first === undefined || last === undefined || step === undefined || step === 0) {
    throw notFollowed(use);
  }
  for (let value = first; step > 0 ? value <= last : value >= last; value += step)
    writeLines(use, [String(value)]);
  return 0;
};
