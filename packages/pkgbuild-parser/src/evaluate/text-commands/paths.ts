import { notFollowed, type TextCommand, writeLines } from './text-command.js';

/** `basename path [suffix]` */
export const basename: TextCommand = (use) => {
  const args = use.args[0] === '--' ? use.args.slice(1) : use.args;
  const [path, suffix = ''] = args;
  if (path === undefined || args.length > 2 || path.startsWith('-')) throw notFollowed(use);
  const trimmed = withoutSlashes(path);
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1) || trimmed;
  const cutsSuffix = suffix !== '' && name !== suffix && name.endsWith(suffix);
  writeLines(use, [cutsSuffix ? name.slice(0, -suffix.length) : name]);
  return 0;
};

/** `dirname path…` */
export const dirname: TextCommand = (use) => {
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

/** Without the slashes at the end, but for that of the root. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return end === 0 && path !== '' ? '/' : path.slice(0, end);
}
