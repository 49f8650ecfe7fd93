import { wordsOf } from '../interpret/assign/element-words.js';
import type { Value } from '../interpret/state/variables/variable.js';
import type { Place } from '../problems/positions.js';
import type { Range } from '../problems/problem.js';
import type { VariableLocation } from '../types.js';

/** A variable and the place of its last assignment. */
export interface Placed {
  readonly name: string;
  readonly value: Value;
  readonly place: Place;
}

const BEFORE_VALUE =
  /(?:declare\s|export\s|local\s|readonly\s|-\w+\s|\s)*["']?[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/y;

/** See {@link VariableLocation}. */
export function locationsOf(
  variables: readonly Placed[],
  text: string,
  rangeOf: (place: Place) => Range,
): ReadonlyMap<string, VariableLocation> {
  return new Map(
    variables.map(({ name, value, place }) => {
      BEFORE_VALUE.lastIndex = place.pos;
      const start = place.pos + (BEFORE_VALUE.exec(text)?.[0].length ?? 0);
      const words = Array.isArray(value) ? (wordsOf(value) ?? []) : [];
      const location = {
        range: rangeOf(place),
        value: rangeOf({ pos: Math.min(start, place.end), end: place.end }),
        elements: words.map(rangeOf),
      };
      return [name, location];
    }),
  );
}
