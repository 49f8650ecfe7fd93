import type { Place } from '../../../problems/positions.js';
import { takeSteps, valueTooLong } from '../../state/budget.js';
import { NotKnown } from '../../state/outcomes.js';
import { writeError } from '../../state/output.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { textOfBytes } from '../../state/text-of-bytes.js';
import { byteLength, firstBytes } from '../../text/bytes.js';
import { unescapeBackslashes } from '../../text/escapes.js';
import { type Conversion, piecesOf, type Shape } from './conversions.js';
import { type PrintfNumber, readPrintfNumber } from './printf-number.js';
import { writtenNumber } from './written-number.js';

/** What `printf` wrote, and whether every argument was what its conversion asks for. */
export interface Printed {
  readonly text: string;
  readonly status: 0 | 1;
}

/** What `printf format arguments…` writes. @throws NotKnown for conversions that are not evaluated */
export function formatPrintf(
  shell: Shell,
  [format = '', ...values]: readonly string[],
  place: Place,
): Printed {
  const pieces = piecesOf(format);
  const run: Run = { shell, place, values, next: 0, text: '', failed: false, ended: false };
  takeSteps(shell, place, 1 + (format.length >> 6) + (values.length >> 2));
  do {
    takeSteps(shell, place);
    const before = run.next;
    for (const piece of pieces) {
      if (run.ended) break;
      add(run, typeof piece === 'string' ? piece : converted(run, piece));
    }
    if (run.next === before) break;
  } while (run.next < values.length && !run.ended);
  return { text: textOfBytes(shell, run.text, place), status: run.failed ? 1 : 0 };
}

interface Run {
  readonly shell: Shell;
  readonly place: Place;
  readonly values: readonly string[];
  /** The next argument. */
  next: number;
  text: string;
  failed: boolean;
  /** Set by `\c`, which ends all output. */
  ended: boolean;
}

function add(run: Run, text: string): void {
  const { shell, place } = run;
  takeSteps(shell, place, 1 + (text.length >> 7));
  run.text += text;
  if (run.text.length > shell.limits.valueLength) throw valueTooLong(shell, place);
}

function takeValue(run: Run): string {
  const value = run.values[run.next] ?? '';
  if (run.next < run.values.length) run.next += 1;
  return value;
}

function numberFrom(run: Run): PrintfNumber {
  if (run.next >= run.values.length) return { value: 0n, unsigned: 0n, isWhole: true, fits: true };
  const text = takeValue(run);
  const read = readPrintfNumber(text);
  if (read === undefined) {
    throw new NotKnown(`\`printf\` of \`${text}\` as a number`, placeOf(run.shell, run.place));
  }
  if (!read.isWhole) run.failed = true;
  if (!read.isWhole || !read.fits) {
    writeError(run.shell, reported(run));
  }
  return read;
}

function shapeOf(run: Run, { flags, width, precision }: Conversion): Shape {
  const given = width === '*' ? sizeFrom(run) : Number(width);
  const digits = precision === '*' ? sizeFrom(run) : Number(precision);
  const size = Math.min(Math.abs(given), 1 + run.shell.limits.valueLength);
  return {
    flags: given < 0 ? `${flags}-` : flags,
    width: size,
    precision: precision === undefined || digits < 0 ? undefined : digits,
  };
}

/** A width or a precision: one that does not fit into 32 bits is reported. */
function sizeFrom(run: Run): number {
  const size = Number(numberFrom(run).value);
  if (size !== (size | 0)) writeError(run.shell, reported(run));
  return size;
}

function reported({ shell, place }: Run): NotKnown {
  return new NotKnown('what `printf` reports', placeOf(shell, place));
}

function converted(run: Run, piece: Conversion): string {
  if (!'sbcdiuxXo'.includes(piece.kind)) {
    throw new NotKnown(`\`printf\` with \`${piece.text}\``, placeOf(run.shell, run.place));
  }
  const shape = shapeOf(run, piece);
  switch (piece.kind) {
    case 's':
      return padded(cut(takeValue(run), shape), shape);
    case 'b': {
      const { text, ends } = unescapeBackslashes(takeValue(run), 'argument');
      run.ended ||= ends;
      return padded(cut(text, shape), shape);
    }
    case 'c':
      return padded(firstBytes(takeValue(run), 1) || '\0', shape);
    default:
      return writtenNumber(numberFrom(run), { ...shape, kind: piece.kind });
  }
}

/** Widths and precisions count bytes. */
function cut(text: string, { precision }: Shape): string {
  return precision === undefined ? text : firstBytes(text, precision);
}

function padded(text: string, { flags, width }: Shape): string {
  const blanks = ' '.repeat(Math.max(0, width - byteLength(text)));
  return flags.includes('-') ? text + blanks : blanks + text;
}
