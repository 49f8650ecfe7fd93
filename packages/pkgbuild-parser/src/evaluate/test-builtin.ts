import type { Place } from '../positions.js';
import { comparison, unaryTest } from './conditions.js';
import { NotKnown } from './outcomes.js';
import { placeOf, type Shell } from './shell.js';

/** The status of `test` and `[`, by POSIX's rules for up to four arguments. @throws NotKnown */
export function testStatus(shell: Shell, args: readonly string[], place: Place): number {
  const [first = '', second = '', third = ''] = args;
  switch (args.length) {
    case 0:
      return 1;
    case 1:
      return statusOf(first !== '');
    case 2:
      if (first === '!') return statusOf(second === '');
      if (/^-[a-zA-Z]$/.test(first))
        return statusOf(unaryTest(shell, { operator: first, operand: second, ...place }));
      return 2;
    case 3:
      return threeArguments(shell, [first, second, third], place);
    case 4:
      if (first === '!') return negated(testStatus(shell, args.slice(1), place));
  }
  throw new NotKnown('`test` with more than four arguments', placeOf(shell, place));
}

function threeArguments(shell: Shell, args: readonly [string, string, string], place: Place): number {
  const [left, operator, right] = args;
  if (operator === '=' || operator === '==') return statusOf(left === right);
  if (operator === '!=') return statusOf(left !== right);
  const compare = comparison(operator);
  if (compare !== undefined) {
    if (!isInteger(left) || !isInteger(right)) return 2;
    return statusOf(compare(BigInt(left.trim()), BigInt(right.trim())));
  }
  if (operator === '-a') return statusOf(left !== '' && right !== '');
  if (operator === '-o') return statusOf(left !== '' || right !== '');
  if (left === '!') return negated(testStatus(shell, [operator, right], place));
  if (left === '(' && right === ')') return statusOf(operator !== '');
  throw new NotKnown(`the test \`${operator}\``, placeOf(shell, place));
}

function isInteger(text: string): boolean {
  return /^\s*-?\d{1,18}\s*$/.test(text);
}

function negated(status: number): number {
  return status > 1 ? status : 1 - status;
}

function statusOf(holds: boolean): number {
  return holds ? 0 : 1;
}
