import type { TestExpression, Word } from 'unbash';
import type { Place } from '../positions.js';
import { elementIndex, tryArithmetic } from './arithmetic.js';
import { textOrder } from './collation.js';
import { compileExtendedGlob, isExtendedGlob, matchesExtendedGlob } from './extended-glob.js';
import { fileContent, fileExists } from './facts.js';
import { compileGlob, matchesGlob } from './glob-match.js';
import { requireCharacters } from './locale.js';
import { NotKnown } from './outcomes.js';
import { workCounter } from './pattern-operations.js';
import { compileRegex, findMatch } from './regex-match.js';
import { parseRegex } from './regex-syntax.js';
import { readAssociative, readElements, setGlobal } from './scope.js';
import { nested, placeOf, type Shell, takeSteps } from './shell.js';
import { textOf } from './words.js';

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
  if (operator === '-v') return isSet(shell, operand, place);
  const exists = FILE_TESTS.has(operator) ? fileExists(shell, operand) : undefined;
  if (exists === false) return false;
  if (exists === true && operator === '-e') return true;
  if (exists === true && (operator === '-f' || operator === '-s')) {
    const content = fileContent(shell, operand, place);
    return operator === '-f' || content !== '';
  }
  throw new NotKnown(`the test \`${operator} ${operand}\``, place);
}

const FILE_TESTS: ReadonlySet<string> = new Set(
  '-b -c -d -e -f -g -h -k -p -r -s -u -w -x -G -L -N -O -S'.split(' '),
);

function isSet(shell: Shell, operand: string, place: Place): boolean {
  const [, name, subscript] = /^([A-Za-z_]\w*)(?:\[(.+)\])?$/s.exec(operand) ?? [];
  if (name === undefined) throw new NotKnown(`the test \`-v ${operand}\``, place);
  const map = readAssociative(shell, name, place);
  if (map !== undefined) return subscript === '@' ? map.size > 0 : map.has(subscript ?? '0');
  const elements = readElements(shell, name, place);
  if (subscript === '@' || subscript === '*') return elements.length > 0;
  return (
    elements[subscript === undefined ? 0 : elementIndex(shell, subscript, { name, place })] !== undefined
  );
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

/** Inside `[[ ]]` extended patterns are always on. */
function matchesPattern(
  shell: Shell,
  { text, right, place }: { text: string; right: Word; place: Place },
): boolean {
  const segments = shell.hooks.segmentsOf(shell, right, 'bare');
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
  const segments = /[$`"'\\]/.test(right.text) ? shell.hooks.segmentsOf(shell, right, 'bare') : undefined;
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
