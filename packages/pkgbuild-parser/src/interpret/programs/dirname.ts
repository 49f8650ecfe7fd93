import { notFollowed, type Program, writeLines } from './support/program.js';
import { withoutSlashes } from './support/without-slashes.js';

/** `dirname path…` */
export const dirname: Program = (use) => {
  const args = use.args[0] === '--' ? use.args.slice(1) : use.args;
  if (args.length === 0 || args[0]?.startsWith('-') === true) throw notFollowed(use);
  writeLines(use, args.map(folderOf));
  return 0;
};

function folderOf(path: string): string {
  const trimmed = withoutSlashes(path);
  if (trimmed === '/') return '/';
  const slash = trimmed.lastIndexOf('/');
  if (slash === -1) return '.';
  return withoutSlashes(trimmed.slice(0, slash)) || '/';
}
