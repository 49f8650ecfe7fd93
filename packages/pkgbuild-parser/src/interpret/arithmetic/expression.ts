import type { Place } from '../../problems/positions.js';
import { nested, takeSteps } from '../state/budget.js';
import { FlowNotKnown, LineDropped, NotKnown } from '../state/outcomes.js';
import type { Expression, Shell } from '../state/shell.js';
import { ASSIGNMENTS, LEVELS, OPERATIONS, power, wrap } from './operators.js';
import { type Operand, peekOperator, type Reader, skippingWhen, syntaxError, take } from './reader.js';
import { type ArithmeticToken, arithmeticTokens } from './tokens.js';
import { assign, readVariable } from './variables.js';

/** See {@link Interpreter.evaluateExpression}. */
export function evaluateExpression(shell: Shell, { text, within }: Expression, place: Place): bigint {
  const tokens = arithmeticTokens(text);
  takeSteps(shell, place, 2 + tokens.length);
  if (tokens.length === 0) return 0n;
  const reader: Reader = { shell, place, text, tokens, within, index: 0, skipping: false };
  const { value } = isWrong(tokens) ? readWrong(reader) : readComma(reader);
  if (reader.index < tokens.length) throw syntaxError(reader);
  return value;
}

function isWrong(tokens: readonly ArithmeticToken[]): boolean {
  return tokens[tokens.length - 1]?.type === 'wrong';
}

/** What is not known cannot keep bash from finding the error. @throws FlowNotKnown */
function readWrong(reader: Reader): Operand {
  try {
    return readComma(reader);
  } catch (error) {
    throw error instanceof NotKnown ? new FlowNotKnown('shell', error) : error;
  }
}

function readComma(reader: Reader): Operand {
  let operand = readAssignment(reader);
  while (take(reader, ',')) operand = readAssignment(reader);
  return { value: operand.value };
}

function readAssignment(reader: Reader): Operand {
  return nested(reader.shell, reader.place, () => {
    const left = readTernary(reader);
    const operator = peekOperator(reader);
    if (operator === undefined || !ASSIGNMENTS.has(operator)) return left;
    if (left.name === undefined) throw syntaxError(reader);
    reader.index += 1;
    const right = readAssignment(reader).value;
    const value = operator === '=' ? right : calculate(reader, operator.slice(0, -1), [left.value, right]);
    assign(reader, left.name, value);
    return { value };
  });
}

function readTernary(reader: Reader): Operand {
  const test = readBinary(reader, 0);
  if (!take(reader, '?')) return test;
  const isTrue = test.value !== 0n;
  const consequent = skippingWhen(reader, !isTrue, () => readComma(reader));
  if (!take(reader, ':')) throw syntaxError(reader);
  const alternate = skippingWhen(reader, isTrue, () =>
    nested(reader.shell, reader.place, () => readTernary(reader)),
  );
  return { value: isTrue ? consequent.value : alternate.value };
}

function readBinary(reader: Reader, level: number): Operand {
  const operators = LEVELS[level];
  if (operators === undefined) return readPower(reader);
  let left = readBinary(reader, level + 1);
  for (;;) {
    const operator = peekOperator(reader);
    if (operator === undefined || !operators.includes(operator)) return left;
    reader.index += 1;
    const skips = (operator === '||' && left.value !== 0n) || (operator === '&&' && left.value === 0n);
    const right = skippingWhen(reader, skips, () => readBinary(reader, level + 1)).value;
    left = { value: calculate(reader, operator, [left.value, right]) };
  }
}

/** `**` binds tighter than the other binary operators and to the right. */
function readPower(reader: Reader): Operand {
  const base = readUnary(reader);
  if (!take(reader, '**')) return base;
  const exponent = nested(reader.shell, reader.place, () => readPower(reader)).value;
  return { value: calculate(reader, '**', [base.value, exponent]) };
}

function readUnary(reader: Reader): Operand {
  const operator = peekOperator(reader);
  if (operator === undefined || !['+', '-', '!', '~', '++', '--'].includes(operator))
    return readPostfix(reader);
  reader.index += 1;
  const operand = nested(reader.shell, reader.place, () => readUnary(reader));
  if (operator === '!') return { value: operand.value === 0n ? 1n : 0n };
  if (operator === '~') return { value: ~operand.value };
  if (operator === '-') return { value: wrap(-operand.value) };
  if (operator === '+') return { value: operand.value };
  if (operand.name === undefined) throw syntaxError(reader);
  const value = wrap(operand.value + (operator === '++' ? 1n : -1n));
  assign(reader, operand.name, value);
  return { value };
}

function readPostfix(reader: Reader): Operand {
  const operand = readPrimary(reader);
  const operator = peekOperator(reader);
  if (operand.name === undefined || (operator !== '++' && operator !== '--')) return operand;
  reader.index += 1;
  assign(reader, operand.name, wrap(operand.value + (operator === '++' ? 1n : -1n)));
  return { value: operand.value };
}

function readPrimary(reader: Reader): Operand {
  const token = reader.tokens[reader.index];
  reader.index += 1;
  if (token?.type === 'number') return { value: token.value };
  if (token?.type === 'name') return readVariable(reader, token);
  if (token?.type !== 'operator' || token.operator !== '(') throw syntaxError(reader);
  const inner = readComma(reader);
  if (!take(reader, ')')) throw syntaxError(reader);
  return inner;
}

function calculate(reader: Reader, operator: string, [left, right]: readonly [bigint, bigint]): bigint {
  if ((operator === '/' || operator === '%') && right === 0n) {
    if (reader.skipping) return 0n;
    throw new LineDropped(`${reader.text}: division by 0`);
  }
  if (operator === '**') return power(left, right);
  const operation = OPERATIONS.get(operator);
  if (operation === undefined) throw syntaxError(reader);
  const result = operation(left, right);
  return typeof result === 'boolean' ? BigInt(result) : wrap(result);
}
