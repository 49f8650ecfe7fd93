import type { Place } from '../positions.js';
import { ASSIGNMENTS, LEVELS, OPERATIONS, power, wrap } from './arithmetic-operators.js';
import { type ArithmeticToken, arithmeticTokens } from './arithmetic-tokens.js';
import { entriesWith } from './list-elements.js';
import { FlowNotKnown, LineDropped, NotKnown, SubscriptRefused } from './outcomes.js';
import { elementsWith, readAssociative, readElements, readScalar, setVariable } from './scope.js';
import { refuseUnset } from './settings.js';
import { nested, placeOf, type Shell, takeSteps, writeError } from './shell.js';

interface Reader {
  readonly shell: Shell;
  readonly place: Place;
  readonly text: string;
  readonly tokens: readonly ArithmeticToken[];
  readonly chain: Chain | undefined;
  index: number;
  /** Set in the branch of `?:`, `&&` or `||` that is read but not evaluated. */
  skipping: boolean;
}

type Operand = { readonly value: bigint; readonly name?: NameToken };
type NameToken = Extract<ArithmeticToken, { type: 'name' }>;

/**
 * The value of an arithmetic expression whose `$` expansions are done: 64-bit integers, C's operators, and
 * variables by name, whose values are expressions again.
 * @throws NotKnown, LineDropped
 */
export function evaluateArithmetic(shell: Shell, text: string, place: Place): bigint {
  return evaluateWithin(shell, { text, chain: undefined }, place);
}

/** The variables whose values are being evaluated, innermost first. */
interface Chain {
  readonly name: string;
  readonly text: string;
  readonly around: Chain | undefined;
}

function evaluateWithin(
  shell: Shell,
  { text, chain }: { readonly text: string; readonly chain: Chain | undefined },
  place: Place,
): bigint {
  const tokens = arithmeticTokens(text);
  takeSteps(shell, place, 2 + tokens.length);
  if (tokens.length === 0) return 0n;
  const reader: Reader = { shell, place, text, tokens, chain, index: 0, skipping: false };
  const { value } = readComma(reader);
  if (reader.index < tokens.length) throw syntaxError(reader);
  return value;
}

/** The same for commands, where an error only fails: nothing then. @throws NotKnown */
export function tryArithmetic(shell: Shell, text: string, place: Place): bigint | undefined {
  try {
    return evaluateArithmetic(shell, text, place);
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
    return undefined;
  }
}

/** The same as a JavaScript number, for subscripts and offsets. */
export function evaluateIndex(shell: Shell, text: string, place: Place): number {
  return Number(evaluateArithmetic(shell, text, place));
}

/** The subscript of an element, counted from the end when negative. @throws LineDropped */
export function elementIndex(
  shell: Shell,
  subscript: string,
  target: { name: string; place: Place },
): number {
  const index = subscriptValue(shell, subscript, target.place);
  if (index >= 0) return index;
  const fromEnd = readElements(shell, target.name, target.place).length + index;
  if (fromEnd < 0) throw new SubscriptRefused(`${target.name}: bad array subscript`);
  return fromEnd;
}

/** An error in a subscript ends all that is being read, wherever it is: bash goes on with makepkg itself. */
export function subscriptValue(shell: Shell, subscript: string, place: Place): number {
  try {
    return evaluateIndex(shell, subscript, place);
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
    throw new FlowNotKnown('shell', new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
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
  if (token?.type === 'name') return { value: variableValue(reader, token), name: token };
  if (token?.type !== 'operator' || token.operator !== '(') throw syntaxError(reader);
  const inner = readComma(reader);
  if (!take(reader, ')')) throw syntaxError(reader);
  return inner;
}

/** A variable's value is an expression itself. */
function variableValue(reader: Reader, { name, subscript }: NameToken): bigint {
  if (reader.skipping || peekOperator(reader) === '=') return 0n;
  const { shell, place } = reader;
  const text = subscript === undefined ? readScalar(shell, name, place) : elementOf(reader, name, subscript);
  if (text === undefined && subscript === undefined) refuseUnset(shell, place);
  if (text === undefined || text === '') return 0n;
  if (PLAIN_NUMBER.test(text)) return BigInt(text);
  refuseCircle(reader, { name, text });
  const chain = { name, text, around: reader.chain };
  return nested(shell, place, () => evaluateWithin(shell, { text, chain }, place));
}

/** What leads back to itself unconditionally never ends. @throws LineDropped, NotKnown */
function refuseCircle({ shell, place, chain }: Reader, { name, text }: Omit<Chain, 'around'>): void {
  for (let link = chain; link !== undefined; link = link.around) {
    if (link.name !== name || link.text !== text) continue;
    if (!/[?&|=]|\+\+|--/.test(text)) throw new LineDropped(`${text}: expression recursion level exceeded`);
    throw new NotKnown(`the value of \`${text}\`, which asks for itself`, placeOf(shell, place));
  }
}

const PLAIN_NUMBER = /^(?:0|-?[1-9]\d{0,15})$/;

/** A subscript before the first element is reported and stands for nothing. */
function elementOf({ shell, place }: Reader, name: string, subscript: string): string | undefined {
  const map = readAssociative(shell, name, place);
  if (map !== undefined) return map.get(subscript);
  try {
    return readElements(shell, name, place)[elementIndex(shell, subscript, { name, place })];
  } catch (error) {
    if (!(error instanceof SubscriptRefused)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
    return undefined;
  }
}

function assign({ shell, place, skipping }: Reader, { name, subscript }: NameToken, value: bigint): void {
  if (skipping) return;
  const target = { name, place };
  if (subscript === undefined) {
    setVariable(shell, target, String(value));
    return;
  }
  const map = readAssociative(shell, name, place);
  if (map !== undefined) {
    const change = { key: subscript, text: String(value), append: false, place };
    setVariable(shell, target, entriesWith(shell, map, change));
    return;
  }
  const index = indexToSet(shell, subscript, target);
  if (index === undefined) return;
  setVariable(shell, target, elementsWith(shell, target, { index, text: String(value), append: false }));
}

/** One before the first element is reported, and nothing is assigned. */
function indexToSet(
  shell: Shell,
  subscript: string,
  target: { name: string; place: Place },
): number | undefined {
  try {
    return elementIndex(shell, subscript, target);
  } catch (error) {
    if (!(error instanceof SubscriptRefused)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, target.place)));
    return undefined;
  }
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

function skippingWhen<T>(reader: Reader, skips: boolean, read: () => T): T {
  const outer = reader.skipping;
  reader.skipping = outer || skips;
  const result = read();
  reader.skipping = outer;
  return result;
}

function peekOperator(reader: Reader): string | undefined {
  const token = reader.tokens[reader.index];
  return token?.type === 'operator' ? token.operator : undefined;
}

function take(reader: Reader, operator: string): boolean {
  if (peekOperator(reader) !== operator) return false;
  reader.index += 1;
  return true;
}

function syntaxError(reader: Reader): LineDropped {
  return new LineDropped(`${reader.text}: syntax error in expression`);
}
