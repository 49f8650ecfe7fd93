import type { Place } from '../../problems/positions.js';
import { nested } from '../state/budget.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { comparison } from './number-comparison.js';
import { unaryTest } from './unary-test.js';

/** The status of `test` and `[`, by POSIX's rules for up to four arguments, else by those of an expression. @throws NotKnown */
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
      if (first === '(' && args[3] === ')') return testStatus(shell, [second, third], place);
  }
  return longTest(shell, args, place);
}

/** More arguments are read as an expression: `-a` binds closer than `-o`, and every part is looked at. */
function longTest(shell: Shell, args: readonly string[], place: Place): number {
  let index = 0;
  function takes(word: string): boolean {
    if (args[index] !== word) return false;
    index += 1;
    return true;
  }
  function either(): boolean {
    const left = both();
    if (!takes('-o')) return left;
    const right = nested(shell, place, either);
    return left || right;
  }
  function both(): boolean {
    const left = one();
    if (!takes('-a')) return left;
    const right = nested(shell, place, both);
    return left && right;
  }
  function one(): boolean {
    if (takes('!')) return !nested(shell, place, one);
    if (takes('(')) {
      const value = nested(shell, place, either);
      if (!takes(')')) throw new WrongTest();
      return value;
    }
    const [first, second, third] = args.slice(index, index + 3);
    if (first === undefined) throw new WrongTest();
    if (second !== undefined && third !== undefined && BINARY.test(second)) {
      index += 3;
      return holds(threeArguments(shell, [first, second, third], place));
    }
    if (second !== undefined && UNARY.test(first)) {
      index += 2;
      return unaryTest(shell, { operator: first, operand: second, ...place });
    }
    index += 1;
    return first !== '';
  }
  try {
    const value = either();
    return index === args.length ? statusOf(value) : 2;
  } catch (error) {
    if (error instanceof WrongTest) return 2;
    throw error;
  }
}

/** Thrown where the arguments are not an expression, which is status 2. */
class WrongTest extends Error {}

const BINARY = /^(?:=|==|!=|<|>|-(?:nt|ot|ef|eq|ne|lt|le|gt|ge))$/;

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;

function holds(status: number): boolean {
  if (status > 1) throw new WrongTest();
  return status === 0;
}

function threeArguments(shell: Shell, args: readonly [string, string, string], place: Place): number {
  const [left, operator, right] = args;
  if (operator === '=' || operator === '==') return statusOf(left === right);
  if (operator === '!=') return statusOf(left !== right);
  const compare = comparison(operator);
  if (compare !== undefined) {
    if (!isInteger(left) || !isInteger(right)) return 2;
    return statusOf(compare(wholeOf(left), wholeOf(right)));
  }
  if (operator === '-a') return statusOf(left !== '' && right !== '');
  if (operator === '-o') return statusOf(left !== '' || right !== '');
  if (left === '!') return negated(testStatus(shell, [operator, right], place));
  if (left === '(' && right === ')') return statusOf(operator !== '');
  if (!BINARY.test(operator)) return 2;
  throw new NotKnown(`the test \`${operator}\``, placeOf(shell, place));
}

function isInteger(text: string): boolean {
  return /^\s*[-+]?\d{1,40}\s*$/.test(text) && BigInt.asIntN(64, wholeOf(text)) === wholeOf(text);
}

function wholeOf(text: string): bigint {
  return BigInt(text.trim().replace(/^\+/, ''));
}

function negated(status: number): number {
  return status > 1 ? status : 1 - status;
}

function statusOf(holds: boolean): number {
  return holds ? 0 : 1;
}
