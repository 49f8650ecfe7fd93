import { LineDropped } from '../state/outcomes.js';

/** The operators that assign. */
export const ASSIGNMENTS: ReadonlySet<string> = new Set('= += -= *= /= %= <<= >>= &= ^= |='.split(' '));

/** The binary operators by precedence, loosest first. */
export const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** The binary operators but `**`. */
export const OPERATIONS: ReadonlyMap<string, (left: bigint, right: bigint) => bigint | boolean> = new Map<
  string,
  (left: bigint, right: bigint) => bigint | boolean
>([
  ['||', (left, right) => left !== 0n || right !== 0n],
  ['&&', (left, right) => left !== 0n && right !== 0n],
  ['|', (left, right) => left | right],
  ['^', (left, right) => left ^ right],
  ['&', (left, right) => left & right],
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['<', (left, right) => left < right],
  ['>', (left, right) => left > right],
  ['<=', (left, right) => left <= right],
  ['>=', (left, right) => left >= right],
  ['<<', (left, right) => left << (right & 63n)],
  ['>>', (left, right) => left >> (right & 63n)],
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
]);

/** Squaring with a wrap at each step, so that a huge exponent costs no more than 64 steps. */
export function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new LineDropped('exponent less than 0');
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = wrap(result * square);
    square = wrap(square * square);
  }
  return result;
}

/** To 64 bits, as bash computes. */
export function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
