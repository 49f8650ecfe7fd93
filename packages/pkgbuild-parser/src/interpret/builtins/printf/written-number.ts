import type { Shape } from './conversions.js';
import type { PrintfNumber } from './printf-number.js';

export function writtenNumber(
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
