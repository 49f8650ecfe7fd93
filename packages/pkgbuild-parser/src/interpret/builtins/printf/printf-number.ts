/** An argument of `printf` as a number, by the rules of C. */
export interface PrintfNumber {
  readonly value: bigint;
  /** The value that `%u` and its kin write: bounded by 64 bits without a sign. */
  readonly unsigned: bigint;
  /** Whether the argument was nothing but a number. */
  readonly isWhole: boolean;
  /** Whether it fits into 64 bits. */
  readonly fits: boolean;
}

const MOST = 2n ** 63n - 1n;

const LEAST = -(2n ** 63n);

const MOST_UNSIGNED = 2n ** 64n - 1n;

const NUMBER = /^[ \t\n\v\f\r]*([-+]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]*)|([1-9]\d*))/;

const LONGEST = 400;

/** `undefined` for texts that are too long. A quote before a character asks for its code. */
export function readPrintfNumber(text: string): PrintfNumber | undefined {
  if (text.length > LONGEST) return undefined;
  const quoted = /^["']/.test(text) ? BigInt(text.codePointAt(1) ?? 0) : undefined;
  if (quoted !== undefined) return { value: quoted, unsigned: quoted, isWhole: true, fits: true };
  const [all = '', sign, hexadecimal, octal, decimal] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return { value: 0n, unsigned: 0n, isWhole: text === '', fits: true };
  const digits =
    hexadecimal === undefined ? (octal === undefined ? `${decimal}` : `0o0${octal}`) : `0x${hexadecimal}`;
  const size = BigInt(digits);
  const exact = sign === '-' ? -size : size;
  const value = exact > MOST ? MOST : exact < LEAST ? LEAST : exact;
  const unsigned = size > MOST_UNSIGNED ? MOST_UNSIGNED : exact;
  return { value, unsigned, isWhole: all.length === text.length, fits: value === exact };
}
