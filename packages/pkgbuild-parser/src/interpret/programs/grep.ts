import { compileRegex, findMatch, type Regex } from '../match/regex-match.js';
import { parseRegex } from '../match/regex-syntax.js';
import { workCounter } from '../state/work-counter.js';
import {
  inputLines,
  notFollowed,
  type Program,
  type ProgramUse,
  readOptions,
  writeLines,
} from './support/program.js';

/** `grep` with `-E`, `-F`, `-i`, `-v`, `-o`, `-c`, `-q`, `-x`, `-m` and `-e`, of one text. */
export const grep: Program = (use) => {
  const long = use.args.map((argument) => LONG_OPTIONS.get(argument) ?? argument);
  const read = readOptions(long, { flags: 'EFGivocqxsh', withValue: 'me' });
  const pattern = read?.options.get('e') ?? read?.operands[0];
  if (read === undefined || pattern === undefined || pattern.includes('\n')) throw notFollowed(use);
  const { options } = read;
  const files = options.has('e') ? read.operands : read.operands.slice(1);
  if (files.length > 1 || (options.has('o') && options.has('v'))) throw notFollowed(use);
  const find = finderOf(use, pattern, options);
  const lines = inputLines(use, files);
  const wanted = lines
    .filter((line) => find(line).length > 0 !== options.has('v'))
    .slice(0, Number(options.get('m') ?? lines.length));
  if (!options.has('q')) {
    const found = options.has('o')
      ? wanted.flatMap((line) => find(line).filter((text) => text !== ''))
      : wanted;
    writeLines(use, options.has('c') ? [String(wanted.length)] : found);
  }
  return wanted.length > 0 ? 0 : 1;
};

const LONG_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['--quiet', '-q'],
  ['--silent', '-q'],
  ['--only-matching', '-o'],
  ['--extended-regexp', '-E'],
  ['--fixed-strings', '-F'],
  ['--ignore-case', '-i'],
  ['--invert-match', '-v'],
  ['--color=never', '-s'],
]);

type Finder = (line: string) => string[];

/** What matches in a line. */
function finderOf(use: ProgramUse, pattern: string, options: ReadonlyMap<string, string>): Finder {
  const ignoresCase = options.has('i');
  const text = options.has('F') ? pattern.replace(/[.*[\]^$\\]/g, '\\$&') : pattern;
  const kind = options.has('E') && !options.has('F') ? 'extended' : 'basic';
  const parsed = parseRegex(text, { kind, ignoresCase });
  const regex = parsed && compileRegex(parsed);
  if (regex === undefined) throw notFollowed(use);
  const isWhole = options.has('x');
  return (line) => matchesIn(use, { regex, line }).filter((found) => !isWhole || found === line);
}

function matchesIn(use: ProgramUse, { regex, line }: { regex: Regex; line: string }): string[] {
  const characters = Array.from(line);
  const onWork = workCounter(use.shell, use.place);
  const found: string[] = [];
  for (let at = 0; at <= characters.length; ) {
    const match = findMatch(regex, characters, { from: at, onWork });
    if (match === undefined) break;
    found.push(match.groups[0] ?? '');
    at = match.end === match.start ? match.end + 1 : match.end;
  }
  return found;
}
