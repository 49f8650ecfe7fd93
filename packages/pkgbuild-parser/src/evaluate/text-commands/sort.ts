import { inputLines, notFollowed, readOptions, type TextCommand, writeLines } from './text-command.js';

/** `sort` with `-r`, `-u`, `-n` and `-V` where it has the one answer in every locale. */
export const sort: TextCommand = (use) => {
  const read = readOptions(use.args, { flags: 'runV', withValue: '' });
  if (read === undefined || (read.options.has('n') && read.options.has('V'))) throw notFollowed(use);
  const { options } = read;
  const lines = inputLines(use, read.operands);
  if (!options.has('n') && !lines.every(isPlain)) throw notFollowed(use);
  if (options.has('n') && !lines.every((line) => /^-?\d{1,15}$/.test(line))) throw notFollowed(use);
  if (options.has('V') && !lines.every((line) => /^\d+(?:\.\d+)*$/.test(line))) throw notFollowed(use);
  const order = options.has('n') ? byNumber : options.has('V') ? byVersion : byCharacters;
  const sorted = [...lines].sort((first, second) => order(first, second) || byCharacters(first, second));
  if (options.has('r')) sorted.reverse();
  const isNew = (line: string, index: number) => index === 0 || order(line, sorted[index - 1] ?? '') !== 0;
  writeLines(use, options.has('u') ? sorted.filter(isNew) : sorted);
  return 0;
};

/** Text that sorts alike in every locale: small letters and digits. */
function isPlain(line: string): boolean {
  return /^[a-z0-9]*$/.test(line) || /^\d[\d.]*$/.test(line);
}

function byCharacters(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

function byNumber(first: string, second: string): number {
  return Number(first) - Number(second);
}

function byVersion(first: string, second: string): number {
  const left = first.split('.').map(Number);
  const right = second.split('.').map(Number);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
