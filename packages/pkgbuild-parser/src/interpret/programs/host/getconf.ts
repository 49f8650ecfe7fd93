import { noteAsked } from '../../state/facts.js';
import { notFollowed, type Program, writeLines } from '../support/program.js';

/** `getconf NAME`, for the names that the facts hold. */
export const getconf: Program = (use) => {
  const [name = '', ...others] = use.args;
  const value = use.shell.facts.host.configuration.get(name);
  if (value === undefined || others.length > 0) throw notFollowed(use);
  noteAsked(use.shell, `getconf ${name}`);
  writeLines(use, [value]);
  return 0;
};
