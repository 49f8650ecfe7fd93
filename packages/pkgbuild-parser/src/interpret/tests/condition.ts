import type { TestExpression, Word } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { tryArithmetic } from '../arithmetic/arithmetic.js';
import { wordFrom } from '../expand/word-from.js';
import { textOf } from '../expand/words.js';
import { compileExtendedGlob, isExtendedGlob, matchesExtendedGlob } from '../match/extended-glob.js';
import { compileGlob, matchesGlob } from '../match/glob-match.js';
import { compileRegex, findMatch } from '../match/regex-match.js';
import { parseRegex } from '../match/regex-syntax.js';
import { nested, takeSteps } from '../state/budget.js';
import { textOrder } from '../state/collation.js';
import { requireCharacters } from '../state/locale.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf, withOrigin } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { setGlobal } from '../state/variables/set-variable.js';
import { workCounter } from '../state/work-counter.js';
import { comparison } from './number-comparison.js';
import { unaryTest } from './unary-test.js';
import { type UnspacedComparison, unspacedComparison } from './unspaced-comparison.js';

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
    case 'TestUnary': {
      const comparison = unspacedComparison(expression);
      if (comparison !== undefined) return comparedTexts(shell, expression, comparison);
      return unaryTest(shell, { ...expression, operand: textOf(shell, expression.operand) });
    }
    case 'TestBinary':
      return binaryTest(shell, expression);
  }
}

function binaryTest(
  shell: Shell,
  expression: { operator: string; left: Word; right: Word } & Place,
): boolean {
  const { operator, left, right } = expression;
  const text = textOf(shell, left);
  if (operator === '=~') return matchesRegex(shell, { text, right, place: expression });
  if (operator === '=' || operator === '==' || operator === '!=') {
    const matches = matchesPattern(shell, { text, right, place: expression });
    return matches === (operator !== '!=');
  }
  if (operator === '<') return textOrder(shell, expression)(text, textOf(shell, right)) < 0;
  if (operator === '>') return textOrder(shell, expression)(text, textOf(shell, right)) > 0;
  const compare = comparison(operator);
  if (compare === undefined) throw new NotKnown(`the test \`${operator}\``, placeOf(shell, expression));
  const other = textOf(shell, right);
  const one = tryArithmetic(shell, text, left);
  const two = one === undefined ? undefined : tryArithmetic(shell, other, right);
  return one !== undefined && two !== undefined && compare(one, two);
}

function comparedTexts(shell: Shell, place: Place, { left, operator, right }: UnspacedComparison): boolean {
  const textFrom = (text: string) => withOrigin(shell, place, () => textOf(shell, wordFrom(text, '')));
  const order = textOrder(shell, place)(textFrom(left), textFrom(right));
  return operator === '<' ? order < 0 : order > 0;
}

/** Inside `[[ ]]` extended patterns are always on. */
function matchesPattern(
  shell: Shell,
  { text, right, place }: { text: string; right: Word; place: Place },
): boolean {
  const segments = shell.interpreter.segmentsOf(shell, right, 'bare');
  const onWork = workCounter(shell, place);
  requireCharacters(shell, text, place);
  if (!isExtendedGlob(segments)) return matchesGlob(compileGlob(segments), text, onWork);
  const regex = compileExtendedGlob(segments);
  if (regex !== undefined) return matchesExtendedGlob(regex, text, onWork);
  throw new NotKnown(`the extended pattern \`${right.text}\``, placeOf(shell, place));
}

function matchesRegex(
  shell: Shell,
  { text, right, place }: { text: string; right: Word; place: Place },
): boolean {
  if (/^~|\\[A-Za-z0-9<>`']/.test(right.text)) {
    throw new NotKnown(`the test \`=~ ${right.text}\``, placeOf(shell, place));
  }
  const segments = /[$`"'\\]/.test(right.text)
    ? shell.interpreter.segmentsOf(shell, right, 'bare')
    : undefined;
  const source =
    segments?.map(({ type, text: part }) => (type === 'quoted' ? escaped(part) : part)).join('') ??
    right.text;
  const parsed = parseRegex(source, { kind: 'extended', ignoresCase: false });
  const regex = parsed && compileRegex(parsed);
  if (regex === undefined) throw new NotKnown(`the test \`=~ ${right.text}\``, placeOf(shell, place));
  const onWork = workCounter(shell, place);
  requireCharacters(shell, text, place);
  const match = findMatch(regex, Array.from(text), { from: 0, onWork });
  const groups = match?.groups.map((group) => group ?? '') ?? [];
  const value = regex.hasExactGroups ? groups : new NotKnown('`$BASH_REMATCH`', placeOf(shell, place));
  setGlobal(shell, { name: 'BASH_REMATCH', place }, value);
  return match !== undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&');
}
