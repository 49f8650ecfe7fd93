import { notFollowed, type Program, writeLines } from './support/program.js';
import { withoutSlashes } from './support/without-slashes.js';

/** `basename path [suffix]` */
export const basename: Program = (use) => {
  const args = use.args[0] === '--' ? use.args.slice(1) : use.args;
  const [path, suffix = ''] = args;
  if (path === undefined || args.length > 2 || path.startsWith('-')) throw notFollowed(use);
  const trimmed = withoutSlashes(path);
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1) || trimmed;
  const cutsSuffix = suffix !== '' && name !== suffix && name.endsWith(suffix);
  writeLines(use, [cutsSuffix ? name.slice(0, -suffix.length) : name]);
  return 0;
};
