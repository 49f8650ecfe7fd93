import type { Place } from '../../../problems/positions.js';
import type { NotKnown } from '../outcomes.js';

/** A variable's value; `undefined` when it is declared but not set. */
export type Value = string | ArrayElements | AssociativeArray | NotKnown | undefined;

/** What `declare -i`, `-l` and `-u` do to assigned values; several at once are not evaluated. */
export type Attribute = 'integer' | 'lower' | 'upper' | 'mixed';

/** Immutable: an assignment replaces it. */
export interface Variable {
  readonly value: Value;
  readonly readonly: boolean;
  readonly attribute?: Attribute | undefined;
  /** Of a reference, as `declare -n` makes it: the name that it stands for; empty when there is none yet. */
  readonly reference?: string | undefined;
  /** The last assignment; `undefined` when the recipe was given the variable. */
  readonly place: Place | undefined;
  /** Of a variable that is not known: what it may be other than a scalar, which later assignments then go into. */
  readonly mayBe?: ListKind | undefined;
}

export type ListKind = 'list' | 'map';

export type Scope = Map<string, Variable>;

/** What an assignment writes to. */
export interface Target {
  readonly name: string;
  readonly place: Place;
  /** See {@link Variable.mayBe}. */
  readonly mayBe?: ListKind | undefined;
}

export function isAssociative(value: Value): value is AssociativeArray {
  return value instanceof Map;
}

/** An indexed array by index, which may have holes. */
export type ArrayElements = readonly (string | undefined)[];

/** The elements that are set, without the holes. */
export function presentElements(elements: ArrayElements): readonly string[] {
  return isWhole(elements) ? elements : elements.filter((element) => element !== undefined);
}

function isWhole(elements: ArrayElements): elements is readonly string[] {
  return !elements.includes(undefined);
}
/** An associative array by key, in the order of insertion. */
export type AssociativeArray = ReadonlyMap<string, string>;
