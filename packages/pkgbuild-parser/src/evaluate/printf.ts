import type { Place } from '../positions.js';
import { byteLength, firstBytes, textOfBytes } from './bytes.js';
import { unescapeBackslashes } from './escapes.js';
import { NotKnown } from './outcomes.js';
import { type PrintfNumber, readPrintfNumber } from './printf-numbers.js';
import { placeOf, type Shell, takeSteps, valueTooLong, writeError } from './shell.js';

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

interface Conversion {
  readonly text: string;
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly kind: string;
}

function piecesOf(format: string): (string | Conversion)[] {
  const pattern =
    /%%|%(?<flags>[-+ 0#]*)(?<width>\*|\d{0,4})(?:\.(?<precision>\*|\d{0,4}))?(?<kind>[\s\S])|[^%]+|%/g;
  return [...format.matchAll(pattern)].map(({ 0: text, groups }) => {
    const { flags = '', width = '', precision, kind } = groups ?? {};
    if (text === '%%') return '%';
    if (kind === undefined) return unescapeBackslashes(text, 'format').text;
    return { text, flags, width, precision, kind };
  });
}

/** A conversion with the width and the precision that arguments give. */
interface Shape {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

function shapeOf(run: Run, { flags, width, precision }: Conversion): Shape {
  const given = width === '*' ? Number(numberFrom(run).value) : Number(width);
  const digits = precision === '*' ? Number(numberFrom(run).value) : Number(precision);
  const size = Math.min(Math.abs(given), 1 + run.shell.limits.valueLength);
  return {
    flags: given < 0 ? `${flags}-` : flags,
    width: size,
    precision: precision === undefined || digits < 0 ? undefined : digits,
  };
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
    writeError(run.shell, new NotKnown(`what \`printf\` reports`, placeOf(run.shell, run.place)));
  }
  return read;
}

function writtenNumber(
  { value, unsigned }: PrintfNumber,
  { flags, width, precision, kind }: Shape & { readonly kind: string },
): string {
  const isSigned = kind === 'd' || kind === 'i';
  const amount = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, unsigned);
  const base = { x: 16, X: 16, o: 8 }[kind] ?? 10;
  const plain = precision === 0 && amount === 0n ? '' : amount.toString(base);
  const long = plain.padStart(precision ?? 0, '0');
  const digits = flags.includes('#')
    ? withBase(long, { kind, isZero: amount === 0n })
    : { prefix: '', text: long };
  const sign = !isSigned ? '' : value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const start = `${sign}${digits.prefix}`;
  const fills = flags.includes('0') && !flags.includes('-') && precision === undefined;
  const text = fills ? digits.text.padStart(width - start.length, '0') : digits.text;
  const whole = `${start}${text}`;
  const shown = flags.includes('-') ? whole.padEnd(width) : whole.padStart(width);
  return kind === 'X' ? shown.toUpperCase() : shown;
}

/** What `#` writes before the digits. */
function withBase(
  text: string,
  { kind, isZero }: { kind: string; isZero: boolean },
): { prefix: string; text: string } {
  if (kind === 'o') return { prefix: '', text: text.startsWith('0') ? text : `0${text}` };
  return { prefix: isZero || !'xX'.includes(kind) ? '' : '0x', text };
}

/** Widths and precisions count bytes. */
function cut(text: string, { precision }: Shape): string {
  return precision === undefined ? text : firstBytes(text, precision);
}

function padded(text: string, { flags, width }: Shape): string {
  const blanks = ' '.repeat(Math.max(0, width - byteLength(text)));
  return flags.includes('-') ? text + blanks : blanks + text;
}
