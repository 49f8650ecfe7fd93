import type { Command, CommandNode, Pipeline, PipelineNode, Statement } from 'unbash';
import type { FunctionDefinition } from '../../interpret/state/shell.js';
import { holdsPlace, type Place } from '../../problems/positions.js';
import { printCommand, printDocuments, printWords } from './printed-command.js';
import type { PackageLine, Printer, Spot, Wanted } from './printer.js';

/** How the list of commands is printed that a command stands in. */
interface Layout {
  /** Whether the first command follows a word such as `if` on its line. */
  readonly opens: boolean;
  /** What is printed right after the last command. */
  readonly closes: ';' | '; then' | '; do' | ' )' | '';
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
