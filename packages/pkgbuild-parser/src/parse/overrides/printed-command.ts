import type { Assignment, Command, Redirection, Word } from 'unbash';
import type { Place } from '../../problems/positions.js';
import type { Printer, Spot } from './printer.js';

export function printCommand(printer: Printer, command: Command, { isLineStart, tail }: Spot): void {
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
  return !value.elements.some(({ text }) => text.includes('\n'));
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

export function printWords(printer: Printer, words: readonly Word[]): void {
  for (const word of words) {
    const [, ...others] = word.text.split('\n');
    for (const text of others) printer.lines.push({ text, place: word });
  }
}

/** The lines of here-documents are printed as they are, those of `<<-` without their tabs. */
export function printDocuments(printer: Printer, words: readonly (Redirection | Word | Assignment)[]): void {
  for (const redirection of words) {
    if (redirection.type !== 'HereDoc') continue;
    const { text } = redirection.body;
    for (const line of text.split('\n')) {
      const printed = redirection.operator === '<<-' ? line.replace(/^\t+/, '') : line;
      printer.lines.push({ text: printed, place: redirection });
    }
  }
}
