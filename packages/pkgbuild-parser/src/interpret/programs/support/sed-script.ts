import { compileRegex, type Regex } from '../../match/regex-match.js';
import { parseRegex, type RegexKind } from '../../match/regex-syntax.js';
import { notFollowed, type ProgramUse } from './program.js';

export type Address = { readonly line: number | 'last' } | { readonly regex: Regex };

export interface SedCommand {
  readonly address: Address | undefined;
  readonly negated: boolean;
  readonly action: 'd' | 'p' | 'q' | Substitution;
}

export interface Substitution {
  readonly regex: Regex;
  readonly replacement: readonly (string | number)[];
  readonly all: boolean;
  readonly nth: number;
  readonly prints: boolean;
}

const ADDRESS = /\s*(?:(\d{1,9})|(\$)|\/((?:[^/\\[\n]|\\.|\[\^?\]?[^\]\n]*\])+)\/)?\s*(!?)\s*/y;

export function readScript(use: ProgramUse, script: string, kind: RegexKind): SedCommand[] {
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
  use: ProgramUse,
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
  use: ProgramUse,
  text: string,
  how: { readonly kind: RegexKind; readonly ignoresCase: boolean },
): Regex {
  const parsed = parseRegex(text, how);
  const regex = parsed && compileRegex(parsed);
  if (regex === undefined) throw notFollowed(use);
  return regex;
}

/** Text and the numbers of groups. */
function replacementOf(use: ProgramUse, text: string): (string | number)[] {
  return [...text.matchAll(/\\([\s\S]?)|&|[^\\&]+/g)].map(([all, escaped]) => {
    if (all === '&') return 0;
    if (escaped === undefined) return all;
    if (/^[0-9]$/.test(escaped)) return Number(escaped);
    if (escaped === 'n') return '\n';
    if (/^[A-Za-z]?$/.test(escaped)) throw notFollowed(use);
    return escaped;
  });
}
