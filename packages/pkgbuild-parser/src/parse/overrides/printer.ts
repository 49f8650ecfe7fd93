import type { Assignment } from 'unbash';
import type { Place } from '../../problems/positions.js';

export interface Printer {
  readonly lines: PackageLine[];
  readonly source: string;
  /** See {@link Wanted.places}. */
  readonly places: readonly number[];
  readonly isWanted: (name: string) => boolean;
}

/** What is looked for. */
export interface Wanted {
  readonly isWanted: (name: string) => boolean;
  /** Where an assignment may stand, ascending: only commands around one of these offsets are looked at. */
  readonly places: readonly number[];
}

/** A line of a function as bash prints it, which makepkg searches for assignments to fields. */
export interface PackageLine {
  readonly text: string;
  readonly place: Place;
  /** The assignment, when the line is nothing else. */
  readonly assignment?: Assignment;
}

export interface Spot {
  readonly isLineStart: boolean;
  readonly tail: string;
}
