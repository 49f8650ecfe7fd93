import type { ParameterOperation, Word } from 'unbash';
import type { Place } from '../../../problems/positions.js';

/** What a parameter has before an operation is applied to it. */
export interface Expansion {
  readonly values: readonly string[];
  /** `@` or `*` for a list, which joins differently inside quotes. */
  readonly joins: '@' | '*' | undefined;
  readonly isSet: boolean;
}

/** A parameter as the syntax tree names it. */
export interface Reference extends Place {
  readonly text: string;
  readonly parameter: string;
  readonly prefix?: '!' | '#' | undefined;
  readonly index?: Word | undefined;
  readonly operation?: ParameterOperation | undefined;
}

export function listed(values: readonly string[], joins: '@' | '*'): Expansion {
  return { values, joins, isSet: values.length > 0 };
}

export function single(value: string | undefined): Expansion {
  return { values: [value ?? ''], joins: undefined, isSet: value !== undefined };
}
