import { write } from '../state/output.js';
import { amountOf } from './support/amount.js';
import { linesWithEnds, type Program, writeWhole } from './support/program.js';

/** `head -n N`, `head -N`, `head -n -N` and `head -c N` */
export const head: Program = (use) => {
  const { text, count, kind } = amountOf(use);
  if (kind === 'c') write(use.shell, text.slice(0, Number(count)), use.place);
  else writeWhole(use, linesWithEnds(text).slice(0, Number(count)));
  return 0;
};
