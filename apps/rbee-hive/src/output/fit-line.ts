import { stripVTControlCharacters } from 'node:util';

/** The least width that what stands in a line's last column is given; with less it goes on at the line's beginning. */
const LEAST_COLUMN = 20;
const FURTHER_INDENT = 4;

/** How wide a text is shown; without colours. */
export type WidthOf = (text: string) => number;

/** Of text that has one cell a character. */
function plainWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}

/**
 * A line as lines that a terminal of this width shows whole: broken between words, what follows indented as its last
 * column is where there is room for it. What has no blanks is not broken, and neither is a command to be copied.
 */
export function fitLine(line: string, columns: number, widthOf: WidthOf = plainWidth): string {
  if (widthOf(line) <= columns || /^\s*curl /.test(line)) return line;
  const [indent = ''] = /^ */.exec(line) ?? [];
  const hanging = ' '.repeat(hangingOf(line, { columns, indent: indent.length, widthOf }));
  const lines: string[] = [];
  let current = '';
  for (const [, gap = '', word = ''] of line.matchAll(/( *)([^ ]+)/g)) {
    const isFirst = current.trim() === '';
    if (!isFirst && widthOf(current + gap + word) > columns) {
      lines.push(current);
      current = hanging + word;
    } else current += gap + word;
  }
  return [...lines, current].join('\n');
}

interface Fitting {
  readonly columns: number;
  readonly indent: number;
  readonly widthOf: WidthOf;
}

/** Where a line goes on: below its last column, which two blanks or more stand before. */
function hangingOf(line: string, { columns, indent, widthOf }: Fitting): number {
  const [before = ''] = /^.*\S {2,}(?=\S)/.exec(line) ?? [];
  const column = widthOf(before);
  if (before !== '' && columns - column >= LEAST_COLUMN) return column;
  return Math.min(indent + FURTHER_INDENT, Math.floor(columns / 2));
}

/** Fits what is written to a stream, where that is a terminal. */
export function fitterFor(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  widthOf: WidthOf = plainWidth,
): (text: string) => string {
  return (text) =>
    // One that does not tell its width is a terminal of none.
    stream.isTTY && stream.columns > 0
      ? text
          .split('\n')
          .map((line) => fitLine(line, stream.columns, widthOf))
          .join('\n')
      : text;
}
