import type { Place } from '../../problems/positions.js';
import { LineDropped } from '../state/outcomes.js';
import type { EvaluatedVariable, Shell } from '../state/shell.js';
import type { ArithmeticToken } from './tokens.js';

/** A reader of the tokens of one expression. */
export interface Reader {
  readonly shell: Shell;
  readonly place: Place;
  readonly text: string;
  readonly tokens: readonly ArithmeticToken[];
  readonly within: EvaluatedVariable | undefined;
  index: number;
  /** Set in the branch of `?:`, `&&` or `||` that is read but not evaluated. */
  skipping: boolean;
}

/** A value, and the variable that it is the value of. */
export type Operand = { readonly value: bigint; readonly name?: NamedPlace };

/** A variable, and the element of it that has been read: an assignment does not evaluate the subscript again. */
export interface NamedPlace {
  readonly token: NameToken;
  readonly index?: number | undefined;
}

/** A variable in an expression. */
export type NameToken = Extract<ArithmeticToken, { type: 'name' }>;

/** Passes over an operator, when it is the next token. */
export function take(reader: Reader, operator: string): boolean {
  if (peekOperator(reader) !== operator) return false;
  reader.index += 1;
  return true;
}

/** The next token, when it is an operator. */
export function peekOperator(reader: Reader): string | undefined {
  const token = reader.tokens[reader.index];
  return token?.type === 'operator' ? token.operator : undefined;
}

/** For a text that is not an expression. */
export function syntaxError(reader: Reader): LineDropped {
  return new LineDropped(`${reader.text}: syntax error in expression`);
}

/** Reads a branch, which is not evaluated when `skips`. */
export function skippingWhen<T>(reader: Reader, skips: boolean, read: () => T): T {
  const outer = reader.skipping;
  reader.skipping = outer || skips;
  const result = read();
  reader.skipping = outer;
  return result;
}
