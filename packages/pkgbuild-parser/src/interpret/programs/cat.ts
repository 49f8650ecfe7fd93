import { write } from '../state/output.js';
import { inputText, notFollowed, type Program } from './support/program.js';

/** `cat [file…]` of standard input and of files that the facts hold. */
export const cat: Program = (use) => {
  if (use.args.some((argument) => argument.startsWith('-') && argument !== '-')) throw notFollowed(use);
  write(use.shell, inputText(use, use.args), use.place);
  return 0;
};
