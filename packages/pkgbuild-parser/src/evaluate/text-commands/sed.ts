import { workCounter } from '../pattern-operations.js';
import { compileRegex, findMatch, type Regex } from '../regex-match.js';
import { parseRegex, type RegexKind } from '../regex-syntax.js';
import { write } from '../shell.js';
import { inputText, linesOf, notFollowed, type TextCommand, type TextCommandUse } from './text-command.js';

/** `sed` with the commands `s`, `d`, `p` and `q`, and with addresses of one line. */
export const sed: TextCommand = (use) => {
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

function argumentsOf(use: TextCommandUse) {
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

type Address = { readonly line: number | 'last' } | { readonly regex: Regex };

interface SedCommand {
  readonly address: Address | undefined;
  readonly negated: boolean;
  readonly action: 'd' | 'p' | 'q' | Substitution;
}

interface Substitution {
  readonly regex: Regex;
  readonly replacement: readonly (string | number)[];
  readonly all: boolean;
  readonly nth: number;
  readonly prints: boolean;
}

const ADDRESS = /\s*(?:(\d{1,9})|(\$)|\/((?:[^/\\[\n]|\\.|\[\^?\]?[^\]\n]*\])+)\/)?\s*(!?)\s*/y;

function readScript(use: TextCommandUse, script: string, kind: RegexKind): SedCommand[] {
  const commands: SedCommand[] = [];
  let index = 0;
  while (index < script.length) {
    ADDRESS.lastIndex = index;
    const [all = '', line, last, pattern, bang] = ADDRESS.exec(script) ?? [];
    index += all.length;
    const address: Address | undefined =
      line !== undefined
        ? { line: Number(line) }
        : last !== undefined
          ? { line: 'last' }
          : pattern !== undefined
            ? { regex: regexOf(use, pattern, { kind, ignoresCase: false }) }
            : undefined;
    const letter = script[index] ?? '';
    if (letter === '' && address === undefined) break;
    if (letter === ';' && address === undefined) {
      index += 1;
      continue;
    }
    if (!'dpqs'.includes(letter) || letter === '') throw notFollowed(use);
    const substitution =
      letter === 's' ? readSubstitution(use, { script, start: index + 1, kind }) : undefined;
    const action = substitution?.substitution ?? (letter as 'd' | 'p' | 'q');
    commands.push({ address, negated: bang === '!', action });
    index = substitution?.end ?? index + 1;
    const end = /\s*(?:[;\n]|$)/y;
    end.lastIndex = index;
    const ended = end.exec(script);
    if (ended === null) throw notFollowed(use);
    index += ended[0].length;
  }
  return commands;
}

function readSubstitution(
  use: TextCommandUse,
  { script, start, kind }: { script: string; start: number; kind: RegexKind },
): { substitution: Substitution; end: number } {
  const delimiter = script[start] ?? '';
  if (delimiter === '' || delimiter === '\\' || delimiter === '\n') throw notFollowed(use);
  const pattern = readPart(script, start + 1, { delimiter, hasBrackets: true });
  const replacement = pattern && readPart(script, pattern.end + 1, { delimiter, hasBrackets: false });
  if (pattern === undefined || replacement === undefined) throw notFollowed(use);
  const flags = /^[gpIi0-9]*/.exec(script.slice(replacement.end + 1))?.[0] ?? '';
  const nth = /\d+/.exec(flags)?.[0];
  const ignoresCase = /[Ii]/.test(flags);
  if (pattern.text === '' || (flags.includes('g') && nth !== undefined)) throw notFollowed(use);
  const regex = regexOf(use, pattern.text, { kind, ignoresCase });
  const pieces = replacementOf(use, replacement.text);
  if (pieces.some((piece) => typeof piece === 'number' && piece > 0) && !regex.hasExactGroups)
    throw notFollowed(use);
  const flagsRead = { all: flags.includes('g'), nth: Number(nth ?? 1), prints: flags.includes('p') };
  return {
    substitution: { regex, replacement: pieces, ...flagsRead },
    end: replacement.end + 1 + flags.length,
  };
}

/** A delimiter that is escaped stands for itself, as the text of the expression. */
function readPart(
  script: string,
  start: number,
  { delimiter, hasBrackets }: { delimiter: string; hasBrackets: boolean },
): { text: string; end: number } | undefined {
  let text = '';
  for (let index = start; index < script.length; index += 1) {
    const character = script[index] ?? '';
    if (character === delimiter) return { text, end: index };
    if (character === '\\') {
      const next = script[index + 1] ?? '';
      if (next === delimiter && /[.*[\]^$+?(){}|&]/.test(next)) return undefined;
      text += next === delimiter ? next : character + next;
      index += 1;
    } else if (hasBrackets && character === '[') {
      const bracket = /^\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]/.exec(script.slice(index))?.[0];
      if (bracket === undefined) return undefined;
      text += bracket;
      index += bracket.length - 1;
    } else text += character;
  }
  return undefined;
}

function regexOf(
  use: TextCommandUse,
  text: string,
  how: { readonly kind: RegexKind; readonly ignoresCase: boolean },
): Regex {
  const parsed = parseRegex(text, how);
  const regex = parsed && compileRegex(parsed);
  if (regex === undefined) throw notFollowed(use);
  return regex;
}

/** Text and the numbers of groups. */
function replacementOf(use: TextCommandUse, text: string): (string | number)[] {
  return [...text.matchAll(/\\([\s\S]?)|&|[^\\&]+/g)].map(([all, escaped]) => {
    if (all === '&') return 0;
    if (escaped === undefined) return all;
    if (/^[0-9]$/.test(escaped)) return Number(escaped);
    if (escaped === 'n') return '\n';
    if (/^[A-Za-z]?$/.test(escaped)) throw notFollowed(use);
    return escaped;
  });
}

interface Cycle {
  readonly commands: readonly SedCommand[];
  readonly line: string;
  readonly number: number;
  readonly isLast: boolean;
  readonly isQuiet: boolean;
}

function runCommands(use: TextCommandUse, cycle: Cycle): { printed: string[]; quits: boolean } {
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
  use: TextCommandUse,
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

/** Answers nothing where there is no match. */
function substituted(use: TextCommandUse, line: string, substitution: Substitution): string | undefined {
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
