import type { NotKnown } from '../../interpret/state/outcomes.js';
import type { FieldName } from '../../model/fields.js';
import type { Place } from '../../problems/positions.js';

/** What a package function sets a field to. */
export interface Override extends FieldName {
  readonly name: string;
  readonly place: Place;
  readonly value: string | readonly string[] | NotKnown;
  /** Whether every assignment adds to the value outside the function. */
  readonly appends: boolean;
}

export interface Misplaced extends FieldName {
  readonly name: string;
  readonly place: Place;
  readonly isArray: boolean;
}

/** What makepkg reads out of the function of one package. */
export interface PackageOverrides {
  readonly name: string;
  readonly overrides: ReadonlyMap<string, Override>;
  /** Assignments of the other kind, or of fields that a package function may not set. */
  readonly misplaced: readonly Misplaced[];
  /** Set when the function itself is not known. */
  readonly doubt: NotKnown | undefined;
}
