import { showForeign } from '@rbee-internal/redact-url';
import { type Command, forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash';
import { holdsPlace } from './positions.js';
import type { ProblemList } from './problems.js';

/**
 * The syntax tree of a file as bash reads it for makepkg: with extended patterns off until `shopt` turns them
 * on. Answers nothing when the text is no bash.
 */
export function readSyntax(text: string, list: ProblemList): ParsedScript | undefined {
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn !== -1) {
    const place = { pos: carriageReturn, end: carriageReturn + 1 };
    list.error('CARRIAGE_RETURN', place, 'The file holds a carriage return: save it with Unix line ends');
  }
  const script = withoutWrongLists(text, parse(text));
  reportErrors(script, list);
  reportPrefixedFunctions(text, script, list);
  const nested = substitutionPlaces(text).filter((place) => !isSimpleSubstitution(text, place));
  reportNested(script, list, { text, places: nested, visit: reportScript });
  reportExtendedPatterns(text, script, list);
  reportSwallowed(text, script, list);
  return list.problems.length === 0 ? script : undefined;
}

/**
 * A list with a token in it that is none, such as `a=(b > c)`, is found out when its line is read: bash reports it,
 * passes over the line and reads on, unless what stands on the line goes on on others.
 */
function withoutWrongLists(text: string, script: ParsedScript): ParsedScript {
  const errors = script.errors ?? [];
  if (errors.length === 0 || !errors.every(({ message }) => message.endsWith('in array assignment')))
    return script;
  let { commands } = script;
  for (const { pos } of errors) {
    const start = text.lastIndexOf('\n', pos) + 1;
    const newline = text.indexOf('\n', pos);
    const end = newline === -1 ? text.length : newline;
    const onLine = commands.filter((command) => command.pos < end && command.end > start);
    const isWhole = onLine.every((command) => command.pos >= start && command.end <= end);
    if (!isWhole || text.slice(start, end).includes('<<')) return script;
    const failure = parse(`${' '.repeat(start)}false`).commands;
    const before = commands.filter((command) => command.end <= start);
    const after = commands.filter((command) => command.pos >= end);
    commands = [...before, ...(onLine.length === 0 ? [] : failure), ...after];
  }
  const { errors: _, ...rest } = script;
  return { ...rest, commands };
}

const PREFIXED =
  /(?<![\w$])[A-Za-z_]\w*\+?=(?:[^\s"';&|()]|"[^"\n]*"|'[^'\n]*')*[ \t]+(?=[^\s()"'$=;&|<>]+[ \t]*\([ \t]*\))/g;

/** Whether a sign of assignment stands before `()` on any line, which is rare. */
function hasPrefixedFunction(text: string): boolean {
  for (let index = text.indexOf('()'); index !== -1; index = text.indexOf('()', index + 2)) {
    const equals = text.lastIndexOf('=', index);
    if (equals !== -1 && equals > text.lastIndexOf('\n', index)) return true;
  }
  return false;
}

/** An assignment before `name()` is no command of bash. */
function reportPrefixedFunctions(text: string, script: ParsedScript, list: ProblemList): void {
  if (!hasPrefixedFunction(text)) return;
  const places = Array.from(text.matchAll(PREFIXED), ({ 0: prefix, index }) => index + prefix.length);
  reportNested(script, list, {
    text,
    places,
    visit: (node) => {
      if (node.type !== 'Function' || !places.includes(node.pos)) return;
      list.error('SYNTAX', node, "unexpected token '('");
    },
  });
}

function reportErrors(script: ParsedScript, list: ProblemList): void {
  for (const { pos, message } of script.errors ?? [])
    list.error('SYNTAX', { pos, end: pos }, showForeign(message));
}

/** Command substitutions are read only when someone looks at them; bash reads them with the file. */
function reportScript(node: SyntaxNode, list: ProblemList): void {
  if (node.type === 'Script' && node.source === undefined) reportErrors(node, list);
}

const RESERVED =
  '(?!(?:if|then|elif|else|fi|for|do|done|while|until|case|esac|select|function|time|coproc|in)(?![\\w./-]))';
const SIMPLE_WORDS = String.raw`(?:[\w ./:=,%@^+*?~\[\]{}-]|\\.|'[^']*'|"(?:[^"\x60\\$]|\\.|\$\w|\$\{\w+\})*"|\$\w|\$\{\w+\}|2>/dev/null|2>&1){1,300}`;
const SIMPLE_COMMAND = String.raw`${RESERVED}[\w./]${SIMPLE_WORDS}`;
const SIMPLE_LIST = String.raw`${SIMPLE_COMMAND}(?:(?:\|\||\||&&) ?${SIMPLE_COMMAND}){0,9}`;
const SIMPLE_ARITHMETIC = String.raw`\$\(\([\w\s+*/%<>=?:$-]*\)\)`;
const SIMPLE_SUBSTITUTION = new RegExp(
  String.raw`${SIMPLE_ARITHMETIC}|\$\(${SIMPLE_LIST}\)|\x60${SIMPLE_LIST}\x60`,
  'y',
);

/** Whether it is one of the usual kind, words and pipes alone, which cannot be wrong: reading it again is dear. */
function isSimpleSubstitution(text: string, place: number): boolean {
  SIMPLE_SUBSTITUTION.lastIndex = place;
  return SIMPLE_SUBSTITUTION.test(text);
}

const TURNS_ON = /^[^#\n]*\bshopt\s+-s\s+(?:\S+\s+)*extglob\b/m;

/** `+(a)` is no word unless extended patterns are on; `[[ ]]` always has them. */
function reportExtendedPatterns(text: string, script: ParsedScript, list: ProblemList): void {
  const places = placesBefore(text, '(', '?*+@!');
  if (places.length === 0) return;
  const turnedOn = text.includes('extglob') ? TURNS_ON.exec(text)?.index : undefined;
  const early = places.filter((place) => place < (turnedOn ?? text.length));
  reportNested(script, list, { text, places: early, visit: reportExtendedPattern });
}

function reportExtendedPattern(node: SyntaxNode, list: ProblemList): void {
  if (node.type !== 'ExtendedGlob') return;
  list.error('SYNTAX', node, `${showForeign(node.text)} is no word: extended patterns are off`);
}

/** What a parenthesis may follow; `()` is that of a function. */
const FITTING = /[\s=$(<>?*+@!&|;`'"\\{}[\]#]/;
const CLOSED = /\([ \t]*\)/y;

/** Where a parenthesis stands after the end of a word, ascending. */
function parenthesesAfterWords(text: string): number[] {
  const places: number[] = [];
  for (let index = text.indexOf('('); index !== -1; index = text.indexOf('(', index + 1)) {
    let before = index - 1;
    while (text[before] === ' ' || text[before] === '\t') before -= 1;
    CLOSED.lastIndex = index;
    if (before >= 0 && !FITTING.test(text[before] ?? '') && !CLOSED.test(text)) places.push(index);
  }
  return places;
}

/** A parenthesis between the words of a command, which the tree does not show. */
function reportSwallowed(text: string, script: ParsedScript, list: ProblemList): void {
  const places = parenthesesAfterWords(text);
  if (places.length === 0) return;
  const visit = (node: SyntaxNode) => {
    if (node.type === 'Word' || node.type === 'Assignment') return;
    if (!holdsPlace(places, node)) return;
    if (node.type === 'Command') reportGaps(text, node, list);
    forEachChild(node, visit);
  };
  forEachChild(script, visit);
}

function reportGaps(text: string, { prefix, name, suffix }: Command, list: ProblemList): void {
  const parts = [...prefix, ...(name === undefined ? [] : [name]), ...suffix];
  for (const [index, { end }] of parts.entries()) {
    const next = parts[index + 1]?.pos ?? end;
    const at = text.slice(end, next).indexOf('(');
    if (at === -1) continue;
    list.error('SYNTAX', { pos: end + at, end: end + at + 1 }, "unexpected token '('");
    return;
  }
}

interface Walk {
  readonly text: string;
  /** Only nodes around one of these offsets are looked at, ascending. */
  readonly places: readonly number[];
  readonly visit: (node: SyntaxNode, list: ProblemList) => void;
}

function reportNested(node: SyntaxNode, list: ProblemList, walk: Walk): void {
  if (walk.places.length === 0) return;
  forEachChild(node, (child) => {
    if (child.type === 'Script' && child.source !== undefined) return;
    if (child.type !== 'Script' && !holdsPlace(walk.places, child)) return;
    if (child.type === 'TestCommand' && walk.visit === reportExtendedPattern) return;
    if (child.type === 'ParameterExpansion' && walk.visit === reportExtendedPattern) return;
    walk.visit(child, list);
    reportNested(child, list, walk);
  });
}

/** Where `$(`, `<(`, `>(` and a backtick stand, ascending. */
function substitutionPlaces(text: string): number[] {
  const places = placesBefore(text, '(', '$<>');
  const count = places.length;
  for (let index = text.indexOf('`'); index !== -1; index = text.indexOf('`', index + 1)) places.push(index);
  return places.length === count ? places : places.sort((first, second) => first - second);
}

/** Where one of `characters` stands right before `mark`. */
function placesBefore(text: string, mark: string, characters: string): number[] {
  const places: number[] = [];
  for (let index = text.indexOf(mark); index !== -1; index = text.indexOf(mark, index + 1)) {
    const before = text[index - 1];
    if (before !== undefined && characters.includes(before)) places.push(index - 1);
  }
  return places;
}
