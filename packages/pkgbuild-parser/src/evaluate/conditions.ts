import type { TestExpression, Word } from 'unbash';
import type { Place } from '../positions.js';
import { evaluateArithmetic } from './arithmetic.js';
import { matchesGlob } from './glob-match.js';
import { NotKnown } from './outcomes.js';
import { workCounter } from './pattern-operations.js';
import { readElements } from './scope.js';
import { nested, placeOf, type Shell, takeSteps } from './shell.js';
import { patternOf, textOf } from './words.js';

/** Whether `[[ … ]]` holds. @throws NotKnown, LineDropped */
export function evaluateTest(shell: Shell, expression: TestExpression): boolean {
  takeSteps(shell, expression);
  switch (expression.type) {
    case 'TestLogical':
      return nested(shell, expression, () =>
        expression.operator === '&&'
          ? expression.operands.every((operand) => evaluateTest(shell, operand))
          : expression.operands.some((operand) => evaluateTest(shell, operand)),
      );
    case 'TestNot':
      return nested(
        shell,
        expression,
        () => evaluateTest(shell, expression.operand) !== (expression.negations.length % 2 === 1),
      );
    case 'TestGroup':
      return nested(shell, expression, () => evaluateTest(shell, expression.expression));
    case 'TestUnary':
      return unaryTest(shell, { ...expression, operand: textOf(shell, expression.operand) });
    case 'TestBinary':
      return binaryTest(shell, expression);
  }
}

/** `-n`, `-z` and `-v`; the files and terminals that the others ask about are not known. @throws NotKnown */
export function unaryTest(
  shell: Shell,
  { operator, operand, pos, end }: Place & { readonly operator: string; readonly operand: string },
): boolean {
  if (operator === '-n') return operand !== '';
  if (operator === '-z') return operand === '';
  const place = placeOf(shell, { pos, end });
  if (operator === '-v' && /^[A-Za-z_]\w*$/.test(operand)) {
    return readElements(shell, operand, place)[0] !== undefined;
  }
  throw new NotKnown(`the test \`${operator} ${operand}\``, place);
}

const ORDERS: ReadonlyMap<string, (left: bigint, right: bigint) => boolean> = new Map<
  string,
  (left: bigint, right: bigint) => boolean
>([
  ['-eq', (left, right) => left === right],
  ['-ne', (left, right) => left !== right],
  ['-lt', (left, right) => left < right],
  ['-le', (left, right) => left <= right],
  ['-gt', (left, right) => left > right],
  ['-ge', (left, right) => left >= right],
]);

/** How two numbers compare; answers nothing for an operator that is about something else. */
export function comparison(operator: string): ((left: bigint, right: bigint) => boolean) | undefined {
  return ORDERS.get(operator);
}

function binaryTest(
  shell: Shell,
  expression: { operator: string; left: Word; right: Word } & Place,
): boolean {
  const { operator, left, right } = expression;
  const text = textOf(shell, left);
  if (operator === '=' || operator === '==' || operator === '!=') {
    const matches = matchesGlob(patternOf(shell, right), text, workCounter(shell, expression));
    return matches === (operator !== '!=');
  }
  if (operator === '<') return text < textOf(shell, right);
  if (operator === '>') return text > textOf(shell, right);
  const compare = comparison(operator);
  if (compare === undefined) throw new NotKnown(`the test \`${operator}\``, placeOf(shell, expression));
  const other = textOf(shell, right);
  return compare(evaluateArithmetic(shell, text, left), evaluateArithmetic(shell, other, right));
}
