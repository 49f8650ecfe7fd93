import { vercmp as compareVersions } from '@rbee-internal/vercmp';
import { notFollowed, type Program, writeLines } from './support/program.js';

/** `vercmp version version`, which comes with makepkg. */
export const vercmp: Program = (use) => {
  const [first, second, ...others] = use.args;
  const isUsual =
    first !== undefined && second !== undefined && others.length === 0 && !first.startsWith('-');
  if (!isUsual) throw notFollowed(use);
  writeLines(use, [String(compareVersions(first, second))]);
  return 0;
};
