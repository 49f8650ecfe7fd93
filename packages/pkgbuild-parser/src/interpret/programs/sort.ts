import { takeSteps } from '../state/budget.js';
import { textOrder } from '../state/collation.js';
import { inputLines, notFollowed, type Program, readOptions, writeLines } from './support/program.js';
import { compareNames } from './support/version-order.js';

/** `sort` with `-r`, `-u`, `-n` and `-V` where every locale agrees. */
export const sort: Program = (use) => {
  const read = readOptions(use.args, { flags: 'runV', withValue: '' });
  if (read === undefined || (read.options.has('n') && read.options.has('V'))) throw notFollowed(use);
  const { options } = read;
  const lines = inputLines(use, read.operands);
  if (options.has('n') && !lines.every((line) => /^-?\d{1,15}$/.test(line))) throw notFollowed(use);
  takeSteps(use.shell, use.place, lines.length * 8);
  const byText = textOrder(use.shell, use.place);
  const byVersion = (first: string, second: string) => {
    const order = compareNames(first, second);
    if (order === undefined) throw notFollowed(use);
    return order;
  };
  const order = options.has('n') ? byNumber : options.has('V') ? byVersion : byText;
  const sorted = [...lines].sort((first, second) => order(first, second) || byText(first, second));
  if (options.has('r')) sorted.reverse();
  const isNew = (line: string, index: number) => index === 0 || order(line, sorted[index - 1] ?? '') !== 0;
  writeLines(use, options.has('u') ? sorted.filter(isNew) : sorted);
  return 0;
};

function byNumber(first: string, second: string): number {
  return Number(first) - Number(second);
}
