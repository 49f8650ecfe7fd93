import { findMatch } from '../match/regex-match.js';
import type { RegexKind } from '../match/regex-syntax.js';
import { write } from '../state/output.js';
import { workCounter } from '../state/work-counter.js';
import { inputText, linesOf, notFollowed, type Program, type ProgramUse } from './support/program.js';
import { type Address, readScript, type SedCommand, type Substitution } from './support/sed-script.js';

/** `sed` with the commands `s`, `d`, `p` and `q`, and with addresses of one line. */
export const sed: Program = (use) => {
  const { scripts, files, kind, isQuiet } = argumentsOf(use);
  const commands = scripts.flatMap((script) => readScript(use, script, kind));
  const text = inputText(use, files);
  const lines = linesOf(text);
  const printed: string[] = [];
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    const result = runCommands(use, { commands, line, number: index + 1, isLast, isQuiet });
    printed.push(...result.printed);
    if (result.quits) break;
  }
  const isCut = text !== '' && !text.endsWith('\n') && printed.length > 0;
  write(use.shell, printed.join('\n') + (printed.length === 0 || isCut ? '' : '\n'), use.place);
  return 0;
};

function argumentsOf(use: ProgramUse) {
  const scripts: string[] = [];
  const operands: string[] = [];
  let kind: RegexKind = 'basic';
  let isQuiet = false;
  for (let index = 0; index < use.args.length; index += 1) {
    const argument = use.args[index] ?? '';
    if (/^-[nEr]+e?$/.test(argument) || argument === '-e') {
      if (/[Er]/.test(argument)) kind = 'extended';
      if (argument.includes('n')) isQuiet = true;
      if (!argument.endsWith('e')) continue;
      index += 1;
      scripts.push(use.args[index] ?? '');
    } else if (argument.startsWith('-e')) scripts.push(argument.slice(2));
    else if (argument.startsWith('-') && argument !== '-') throw notFollowed(use);
    else operands.push(argument);
  }
  if (scripts.length === 0) scripts.push(operands.shift() ?? '');
  return { scripts, files: operands, kind, isQuiet };
}

interface Cycle {
  readonly commands: readonly SedCommand[];
  readonly line: string;
  readonly number: number;
  readonly isLast: boolean;
  readonly isQuiet: boolean;
}

function runCommands(use: ProgramUse, cycle: Cycle): { printed: string[]; quits: boolean } {
  const printed: string[] = [];
  let { line } = cycle;
  let quits = false;
  for (const { address, negated, action } of cycle.commands) {
    if (isMeant(use, { address, line, number: cycle.number, isLast: cycle.isLast }) === negated) continue;
    if (action === 'd') return { printed, quits };
    if (action === 'p') printed.push(line);
    else if (action === 'q') {
      quits = true;
      break;
    } else {
      const result = substituted(use, line, action);
      if (result !== undefined) {
        line = result;
        if (action.prints) printed.push(line);
      }
    }
  }
  if (!cycle.isQuiet) printed.push(line);
  return { printed, quits };
}

function isMeant(
  use: ProgramUse,
  {
    address,
    line,
    number,
    isLast,
  }: { address: Address | undefined; line: string; number: number; isLast: boolean },
): boolean {
  if (address === undefined) return true;
  if ('line' in address) return address.line === 'last' ? isLast : address.line === number;
  const onWork = workCounter(use.shell, use.place);
  return findMatch(address.regex, Array.from(line), { from: 0, onWork }) !== undefined;
}

/** The line with what matched replaced; `undefined` where nothing matches. */
function substituted(use: ProgramUse, line: string, substitution: Substitution): string | undefined {
  const characters = Array.from(line);
  const onWork = workCounter(use.shell, use.place);
  let result = '';
  let from = 0;
  let count = 0;
  let lastEnd = -1;
  for (let at = 0; at <= characters.length; ) {
    const match = findMatch(substitution.regex, characters, { from: at, onWork });
    if (match === undefined) break;
    const isEmptyAfterMatch = match.start === match.end && match.start === lastEnd;
    if (!isEmptyAfterMatch) count += 1;
    if (!isEmptyAfterMatch && count >= substitution.nth) {
      const filled = substitution.replacement.map((piece) =>
        typeof piece === 'string' ? piece : (match.groups[piece] ?? ''),
      );
      result += characters.slice(from, match.start).join('') + filled.join('');
      from = match.end;
      if (!substitution.all) break;
    }
    lastEnd = match.end;
    at = match.end === match.start ? match.end + 1 : match.end;
  }
  return count < substitution.nth ? undefined : result + characters.slice(from).join('');
}
