import { write } from '../state/output.js';
import { inputText, notFollowed, type TextCommand } from './support/program.js';

/** `cat` of standard input and of files handed in. */
export const cat: TextCommand = (use) => {
  if (use.args.some((argument) => argument.startsWith('-') && argument !== '-')) throw notFollowed(use);
  write(use.shell, inputText(use, use.args), use.place);
  return 0;
};
