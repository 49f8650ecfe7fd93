import type {
  Assignment,
  Command,
  CommandNode,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
  Word,
} from 'unbash';
import { plainElements } from './evaluate/plain-elements.js';
import type { FunctionDefinition } from './evaluate/shell.js';
import { holdsPlace, type Place } from './positions.js';

/** A line of a function as bash prints it, which makepkg searches for assignments to fields. */
export interface PackageLine {
  readonly text: string;
  readonly place: Place;
  /** The assignment, when the line is nothing else. */
  readonly assignment?: Assignment;
}

/** How the list of commands is printed that a command stands in. */
interface Layout {
  /** Whether the first command follows a word such as `if` on its line. */
  readonly opens: boolean;
  /** What is printed right after the last command. */
  readonly closes: ';' | '; then' | '; do' | ' )' | '';
}

interface Printer {
  readonly lines: PackageLine[];
  readonly source: string;
  /** See {@link Wanted.places}. */
  readonly places: readonly number[];
  readonly isWanted: (name: string) => boolean;
}

/** What is looked for. */
interface Wanted {
  readonly isWanted: (name: string) => boolean;
  /** Where an assignment may stand, ascending: only commands around one of these offsets are looked at. */
  readonly places: readonly number[];
}

/**
 * The lines of a function's body, in the layout of `declare -f`, that may begin with an assignment to a wanted
 * variable: which commands begin a line is exact, what follows on it is only as far as the assignment.
 */
export function packageLines({ node, source }: FunctionDefinition, wanted: Wanted): PackageLine[] {
  const printer: Printer = { lines: [], source, places: wanted.places, isWanted: wanted.isWanted };
  const { body } = node;
  if (body.type === 'CompoundList') return [];
  if (body.type === 'BraceGroup') printList(printer, body.body.commands, { opens: false, closes: '' });
  else printNode(printer, body, { isLineStart: true, tail: '' });
  return printer.lines;
}

const INNER: Layout = { opens: false, closes: ';' };
const LAST: Layout = { opens: false, closes: '' };

function printList(printer: Printer, statements: readonly Statement[], { opens, closes }: Layout): void {
  for (const [index, { command, background }] of statements.entries()) {
    const isLast = index === statements.length - 1;
    const end = isLast ? closes : ';';
    printNode(printer, command, {
      isLineStart: index > 0 || !opens,
      tail: background === true ? ' &' : end,
    });
  }
}

interface Spot {
  readonly isLineStart: boolean;
  readonly tail: string;
}

function printNode(printer: Printer, node: Statement['command'], spot: Spot): void {
  if (!holdsPlace(printer.places, node)) return;
  switch (node.type) {
    case 'Command':
      printCommand(printer, node, spot);
      return;
    case 'AndOr':
      printChain(printer, node.commands, { ...spot, place: node });
      return;
    case 'Pipeline':
      printPipeline(printer, node, spot);
      return;
    case 'Redirected':
      printNode(printer, node.command, spot);
      printDocuments(printer, node.redirects);
      return;
    default:
      printCompound(printer, node);
  }
}

function printCompound(printer: Printer, node: Exclude<CommandNode, Command>): void {
  switch (node.type) {
    case 'If':
      for (const branch of [node, ...node.elif]) {
        printList(printer, branch.clause.commands, { opens: true, closes: '; then' });
        printList(printer, branch.then.commands, INNER);
      }
      if (node.else !== undefined) printList(printer, node.else.commands, INNER);
      return;
    case 'While':
      printList(printer, node.clause.commands, { opens: true, closes: '; do' });
      printList(printer, node.body.commands, INNER);
      return;
    case 'For':
    case 'Select':
      printWords(printer, node.wordlist ?? []);
      printList(printer, node.body.commands, INNER);
      return;
    case 'ArithmeticFor':
      printList(printer, node.body.commands, INNER);
      return;
    case 'Case':
      for (const { body } of node.items) printList(printer, body.commands, LAST);
      return;
    case 'BraceGroup':
      printList(printer, node.body.commands, LAST);
      return;
    case 'Subshell':
      printList(printer, node.body.commands, { opens: true, closes: ' )' });
      return;
    case 'Function':
      if (node.body.type === 'BraceGroup') printList(printer, node.body.body.commands, LAST);
      else if (node.body.type !== 'CompoundList')
        printNode(printer, node.body, { isLineStart: true, tail: '' });
      return;
    default:
  }
}

function printPipeline(printer: Printer, node: Pipeline, spot: Spot): void {
  const isLineStart = spot.isLineStart && node.prefixes.length === 0;
  printChain(printer, node.commands, { isLineStart, tail: spot.tail, place: node });
}

/** Commands on one line: only the first can begin it, but those inside groups have lines of their own. */
function printChain(
  printer: Printer,
  commands: readonly PipelineNode[],
  { isLineStart, tail, place }: Spot & { readonly place: Place },
): void {
  for (const [index, command] of commands.entries()) {
    const isFirst = index === 0;
    const next = commands[index + 1];
    const rest = next === undefined ? tail : ` ${printer.source.slice(command.end, place.end).trim()}${tail}`;
    printNode(printer, command, { isLineStart: isFirst && isLineStart, tail: rest });
  }
}

function printCommand(printer: Printer, command: Command, { isLineStart, tail }: Spot): void {
  const [first] = command.prefix;
  const begins = isLineStart && first?.type === 'Assignment' && printer.isWanted(first.name);
  const hasLines = holdsLines(printer, command);
  const isAlone = command.name === undefined && command.prefix.length === 1 && (tail === ';' || tail === '');
  if (begins && isAlone && isOneLine(printer, first)) {
    if (first.index === undefined && !(tail === '' && first.end === first.pos + first.name.length + 1)) {
      printer.lines.push({ text: '', place: command, assignment: first });
    }
  } else if (begins || hasLines) printWholeCommand(printer, command, { isLineStart, tail });
  printDocuments(printer, command.prefix);
  printDocuments(printer, command.suffix);
}

function holdsNewline({ source }: Printer, { pos, end }: Place): boolean {
  const newline = source.indexOf('\n', pos);
  return newline !== -1 && newline < end;
}

/** Whether bash prints it on one line: the elements of an array are joined, unless one goes on over lines itself. */
function isOneLine(printer: Printer, assignment: Assignment): boolean {
  if (!holdsNewline(printer, assignment)) return true;
  const { value } = assignment;
  if (value.type !== 'ArrayValue') return false;
  const texts = plainElements(assignment, value) ?? value.elements.map(({ text }) => text);
  return !texts.some((text) => text.includes('\n'));
}

/** Whether one of its words goes on over lines: bash prints what stands between words on one. */
function holdsLines(printer: Printer, command: Command): boolean {
  if (!holdsNewline(printer, command)) return false;
  return (
    command.prefix.some((word) => holdsNewline(printer, word)) ||
    command.suffix.some((word) => holdsNewline(printer, word))
  );
}

function printWholeCommand(printer: Printer, command: Command, { isLineStart, tail }: Spot): void {
  const words = [...command.prefix, command.name, ...command.suffix];
  const texts = words.map((word) => (word === undefined ? '' : wordText(word)));
  const text = texts.filter((word) => word !== '').join(' ');
  const [first = '', ...others] = `${joined(text)}${tail}`.split('\n');
  if (isLineStart) printer.lines.push({ text: `    ${first}`, place: command });
  for (const other of others) printer.lines.push({ text: other, place: command });
}

/** Without the continuations of lines, which bash does not keep; inside single quotes they are text. */
function joined(text: string): string {
  if (!text.includes('\\\n')) return text;
  return text.replace(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^'"\\]+/g, (piece) =>
    piece.startsWith("'")
      ? piece
      : piece.replace(/\\(?:\n|([\s\S]))/g, (all, kept) => (kept === undefined ? '' : all)),
  );
}

function wordText(word: Assignment | Word | Redirection): string {
  if (word.type === 'Word') return word.text;
  if (word.type !== 'Assignment') return '';
  if (word.value.type === 'Word') return word.text;
  const elements = word.value.elements.map(({ text }) => text).join(' ');
  return `${word.name}${word.append === true ? '+' : ''}=(${elements})`;
}

function printWords(printer: Printer, words: readonly Word[]): void {
  for (const word of words) {
    const [, ...others] = word.text.split('\n');
    for (const text of others) printer.lines.push({ text, place: word });
  }
}

/** The lines of here-documents are printed as they are, those of `<<-` without their tabs. */
function printDocuments(printer: Printer, words: readonly (Redirection | Word | Assignment)[]): void {
  for (const redirection of words) {
    if (redirection.type !== 'HereDoc') continue;
    const { text } = redirection.body;
    for (const line of text.split('\n')) {
      const printed = redirection.operator === '<<-' ? line.replace(/^\t+/, '') : line;
      printer.lines.push({ text: printed, place: redirection });
    }
  }
}
