import { formatPrintf } from '../builtins/printf/format-printf.js';
import { compileRegex, findMatch } from '../match/regex-match.js';
import { parseRegex } from '../match/regex-syntax.js';
import { write } from '../state/output.js';
import { workCounter } from '../state/work-counter.js';
import { inputLines, notFollowed, type Program, type ProgramUse } from './support/program.js';

/** `awk` with `-F`, for programs of one `print` or `printf` of fields and texts, such as `{print $2}`. */
export const awk: Program = (use) => {
  const { separator, program, files } = argumentsOf(use);
  const [, condition = '', statement, list = ''] =
    /^\s*(NR\s*==\s*\d+|\/(?:[^/\\]|\\.)+\/)?\s*\{\s*(printf|print)\b\s*(.*?)\s*;?\s*\}\s*$/s.exec(program) ??
    [];
  if (statement === undefined) throw notFollowed(use);
  const items = readItems(use, list);
  const isMeant = conditionOf(use, condition);
  const split = splitterOf(use, separator);
  for (const [index, line] of inputLines(use, files).entries()) {
    if (!isMeant(line, index + 1)) continue;
    const fields = split(line);
    const values = items.map((item) =>
      item.map((piece) => pieceText({ piece, line, fields, number: index + 1 })).join(''),
    );
    const text =
      statement === 'print' ? `${items.length === 0 ? line : values.join(' ')}\n` : formatted(use, values);
    write(use.shell, text, use.place);
  }
  return 0;
};

function argumentsOf(use: ProgramUse) {
  const args = [...use.args];
  let separator: string | undefined;
  while (args[0]?.startsWith('-F') === true) {
    const option = args.shift() ?? '';
    separator = option === '-F' ? args.shift() : option.slice(2);
  }
  const program = args.shift();
  if (program === undefined || program.startsWith('-')) throw notFollowed(use);
  return { separator, program, files: args };
}

type Piece = { readonly text: string } | { readonly field: number | 'NF' | 'NR' | 'last' };

/** The items between commas, each a run of fields and texts put together. */
function readItems(use: ProgramUse, written: string): Piece[][] {
  const list = /^\((.*)\)$/s.exec(written)?.[1] ?? written;
  if (list === '') return [];
  const items: Piece[][] = [[]];
  const token = /\s*(?:\$(\d{1,4})|\$(NF)|(NF|NR)\b|"((?:[^"\\]|\\["\\nt/])*)"|(,))\s*/y;
  for (let index = 0; index < list.length; index = token.lastIndex) {
    token.lastIndex = index;
    const match = token.exec(list);
    if (match === null) throw notFollowed(use);
    const [, field, last, counted, text, comma] = match;
    const current = items[items.length - 1];
    if (comma !== undefined) items.push([]);
    else if (field !== undefined) current?.push({ field: Number(field) });
    else if (last !== undefined) current?.push({ field: 'last' });
    else if (counted === 'NF' || counted === 'NR') current?.push({ field: counted });
    else current?.push({ text: unescaped(text ?? '') });
  }
  if (items.some((item) => item.length === 0)) throw notFollowed(use);
  return items;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
}

function pieceText(use: { piece: Piece; line: string; fields: readonly string[]; number: number }): string {
  const { piece, line, fields, number } = use;
  if ('text' in piece) return piece.text;
  if (piece.field === 'NF') return String(fields.length);
  if (piece.field === 'NR') return String(number);
  if (piece.field === 'last') return fields.length === 0 ? line : (fields[fields.length - 1] ?? '');
  return piece.field === 0 ? line : (fields[piece.field - 1] ?? '');
}

/** `%s` and `%d` of plain numbers, which mean the same to awk and to the shell. */
function formatted(use: ProgramUse, [format = '', ...values]: readonly string[]): string {
  const conversions = format.match(/%[^%]?/g) ?? [];
  const isPlain = /^(?:[^%\\]|%%|%-?0?\d*[sdi])*$/.test(format) && conversions.length <= values.length;
  if (!isPlain || values.length !== (format.replaceAll('%%', '').match(/%/g) ?? []).length)
    throw notFollowed(use);
  const numbers = values.map((value) =>
    /^0*\d{1,15}$/.test(value) ? value.replace(/^0+(?=\d)/, '') : value,
  );
  const kinds = format.replaceAll('%%', '').match(/%-?0?\d*([sdi])/g) ?? [];
  const given = values.map((value, index) =>
    kinds[index]?.endsWith('s') === true ? value : (numbers[index] ?? ''),
  );
  if (kinds.some((kind, index) => !kind.endsWith('s') && !/^\d{1,15}$/.test(given[index] ?? '')))
    throw notFollowed(use);
  return formatPrintf(use.shell, [format, ...given], use.place).text;
}

function conditionOf(use: ProgramUse, condition: string): (line: string, number: number) => boolean {
  if (condition === '') return () => true;
  const wanted = /^NR\s*==\s*(\d+)$/.exec(condition)?.[1];
  if (wanted !== undefined) return (_, number) => number === Number(wanted);
  const parsed = parseRegex(condition.slice(1, -1).replaceAll('\\/', '/'), {
    kind: 'extended',
    ignoresCase: false,
  });
  const regex = parsed && compileRegex(parsed);
  if (regex === undefined) throw notFollowed(use);
  const onWork = workCounter(use.shell, use.place);
  return (line) => findMatch(regex, Array.from(line), { from: 0, onWork }) !== undefined;
}

function splitterOf(use: ProgramUse, separator: string | undefined): (line: string) => string[] {
  if (separator === undefined || separator === ' ') {
    return (line) => line.split(/[ \t\n]+/).filter((field) => field !== '');
  }
  const set = /^\[(-?[^\]^\\[-]+)\]$/.exec(separator)?.[1];
  const isLiteral = /^[^\\ ]$/.test(separator) || /^[^\\.*[\]^$+?(){}|]+$/.test(separator);
  if (set === undefined && !isLiteral) throw notFollowed(use);
  return (line) => {
    if (line === '') return [];
    if (set === undefined) return line.split(separator);
    return Array.from(set)
      .reduce((text, character) => text.replaceAll(character, '\n'), line)
      .split('\n');
  };
}
