import type { Position, Range } from './problem.js';

/** Offsets in the text, as the syntax tree has them: from `pos` up to, not including, `end`. */
export interface Place {
  readonly pos: number;
  readonly end: number;
}

/** For what has no place in the text. */
export const NOWHERE: Place = { pos: 0, end: 0 };

/** Returns the lines and columns of offsets in `text`. */
export function createRangeOf(text: string): (place: Place) => Range {
  let lineStarts: readonly number[] | undefined;
  function positionOf(offset: number): Position {
    lineStarts ??= lineStartsOf(text);
    const line = lastLineStartingAtOrBefore(lineStarts, offset);
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1, offset };
  }
  return ({ pos, end }) => ({ start: positionOf(pos), end: positionOf(end) });
}

function lineStartsOf(text: string): number[] {
  const lineStarts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    lineStarts.push(index + 1);
  }
  return lineStarts;
}

function lastLineStartingAtOrBefore(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether one of `places`, ascending, lies in the stretch from `pos` up to, not including, `end`. */
export function holdsPlace(places: readonly number[], { pos, end }: Place): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < pos) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? end) < end;
}
