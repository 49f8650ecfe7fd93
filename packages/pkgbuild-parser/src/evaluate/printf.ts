import type { Place } from '../positions.js';
import { LineDropped, NotKnown } from './outcomes.js';
import { placeOf, type Shell, takeSteps, valueTooLong } from './shell.js';

/** What `printf format arguments…` writes. @throws NotKnown for conversions that are not evaluated */
export function formatPrintf(
  shell: Shell,
  [format = '', ...values]: readonly string[],
  place: Place,
): string {
  const pieces = piecesOf(format);
  const rest = [...values];
  let output = '';
  do {
    takeSteps(shell, place);
    const before = rest.length;
    for (const piece of pieces)
      output += typeof piece === 'string' ? piece : converted(shell, { piece, rest, place });
    if (output.length > shell.limits.valueLength) throw valueTooLong(shell, place);
    if (rest.length === before) break;
  } while (rest.length > 0);
  return output;
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
    /%%|%(?<flags>[-+ 0#]*)(?<width>\d{0,4})(?:\.(?<precision>\d{0,4}))?(?<kind>[\s\S])|[^%]+|%/g;
  return [...format.matchAll(pattern)].map(({ 0: text, groups }) => {
    const { flags = '', width = '', precision, kind } = groups ?? {};
    if (text === '%%') return '%';
    return kind === undefined ? unescapeBackslashes(text, 'format') : { text, flags, width, precision, kind };
  });
}

function converted(shell: Shell, use: { piece: Conversion; rest: string[]; place: Place }): string {
  const { piece, rest, place } = use;
  const value = rest.shift();
  switch (piece.kind) {
    case 's':
      return pad(cut(value ?? '', piece), piece);
    case 'b':
      return pad(unescapeBackslashes(value ?? '', 'argument'), piece);
    case 'c':
      return pad((value ?? '').slice(0, 1), piece);
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return pad(number(shell, { piece, value: value ?? '', place }), piece);
    default:
      throw new NotKnown(`\`printf\` with \`${piece.text}\``, placeOf(shell, place));
  }
}

function number(
  shell: Shell,
  { piece, value, place }: { piece: Conversion; value: string; place: Place },
): string {
  const text = value.trim();
  if (text !== '' && !/^[-+]?(?:0[xX][0-9a-fA-F]{1,12}|0[0-7]{0,15}|[1-9]\d{0,14})$/.test(text)) {
    throw new NotKnown(`\`printf\` of \`${value}\` as a number`, placeOf(shell, place));
  }
  if (piece.precision !== undefined || piece.flags.includes('#')) {
    throw new NotKnown(`\`printf\` with \`${piece.text}\``, placeOf(shell, place));
  }
  const digits = text.replace(/^[-+]/, '');
  const size = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  const amount = text.startsWith('-') ? -size : size;
  if (amount < 0 && !'di'.includes(piece.kind)) throw new LineDropped('a negative number as unsigned');
  const base = { x: 16, X: 16, o: 8 }[piece.kind] ?? 10;
  const written = Math.abs(amount).toString(base);
  const sign = amount < 0 ? '-' : piece.flags.includes('+') ? '+' : piece.flags.includes(' ') ? ' ' : '';
  return `${sign}${piece.kind === 'X' ? written.toUpperCase() : written}`;
}

function cut(text: string, { precision }: Conversion): string {
  return precision === undefined ? text : text.slice(0, Number(precision));
}

function pad(text: string, { flags, width, kind }: Conversion): string {
  const size = Number(width);
  if (flags.includes('-')) return text.padEnd(size);
  if (!flags.includes('0') || !'diuxXo'.includes(kind)) return text.padStart(size);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(size - sign.length, '0');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['e', '\u001b'],
  ['E', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

/** Backslash escapes, as in a format of `printf` or in an argument of `echo -e` and `%b`. */
export function unescapeBackslashes(text: string, kind: 'format' | 'argument'): string {
  const octal = kind === 'format' ? '[0-7]{1,3}' : '0[0-7]{0,3}|[1-7][0-7]{0,2}';
  const pattern = new RegExp(
    `\\\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(${octal})|(["'])|([\\s\\S]))`,
    'g',
  );
  return text.replace(pattern, (all: string, ...groups: (string | undefined)[]) => {
    const [byte, unicode, digits, quote, letter] = groups;
    const code = byte ?? unicode;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 8) & 255);
    if (quote !== undefined) return kind === 'format' ? quote : all;
    return ESCAPES.get(letter ?? '') ?? all;
  });
}
