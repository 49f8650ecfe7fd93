import { matchesPath } from './wildcard.js';

/** A line of a `.gitattributes` that says whether Git LFS keeps what matches. */
export interface LfsRule {
  /** The folder of the file, with a final slash; empty for the top. */
  readonly folder: string;
  readonly pattern: string;
  readonly isLfs: boolean;
}

const MAX_PATTERN_LENGTH = 1_024;
const MAX_RULES = 10_000;

/** The lines of a `.gitattributes` file that set, unset or change the attribute `filter`. */
export function readLfsRules(folder: string, text: string): LfsRule[] {
  return text
    .split('\n')
    .flatMap((line) => ruleOf(folder, line))
    .slice(0, MAX_RULES);
}

function ruleOf(folder: string, line: string): LfsRule[] {
  const [, quoted, plain, attributes] =
    /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s#"[][^\s]*|\[(?!attr\])[^\s]*))[ \t]+(.*?)\r?$/.exec(line) ?? [];
  const pattern = plain ?? quoted?.replace(/\\(["\\])/g, '$1');
  const filter = [...(attributes ?? '').matchAll(/(?:^|\s)([-!]?)filter(?:=(\S*))?(?=\s|$)/g)].at(-1);
  if (pattern === undefined || filter === undefined || pattern.length > MAX_PATTERN_LENGTH) return [];
  const [, sign, value] = filter;
  return [{ folder, pattern, isLfs: sign === '' && value === 'lfs' }];
}

/** Whether the attributes say that Git LFS keeps a file: the last line that matches counts. */
export function isLfsFile(path: string, rules: readonly LfsRule[]): boolean {
  const rule = rules.findLast(
    ({ folder, pattern }) => path.startsWith(folder) && matchesPath(pattern, path.slice(folder.length)),
  );
  return rule?.isLfs ?? false;
}
