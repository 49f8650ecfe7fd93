import { amountOf } from './support/amount.js';
import { linesWithEnds, type Program, writeWhole } from './support/program.js';

/** `tail -n N`, `tail -N`, `tail -n +N` and `tail -c N` */
export const tail: Program = (use) => {
  const { text, count, kind } = amountOf(use);
  const parts = kind === 'c' ? [...text] : linesWithEnds(text);
  if (count.startsWith('+')) writeWhole(use, parts.slice(Math.max(0, Number(count) - 1)));
  else writeWhole(use, parts.slice(Math.max(0, parts.length - Math.abs(Number(count)))));
  return 0;
};
