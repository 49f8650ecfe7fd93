import { LineDropped } from '../../state/outcomes.js';
import { type ArrayElements, presentElements } from '../../state/variables/variable.js';
import { charactersOf, textBetween } from '../../text/characters.js';

interface Slice {
  readonly offset: number;
  /** Evaluated only where the offset lies within the value, as bash does it. */
  readonly length: () => number | undefined;
}

/**
 * `${text:offset:length}`; a negative offset or length counts from the end. `undefined` when the offset is past the
 * text. @throws LineDropped
 */
export function sliceText(text: string, { offset, length: lengthOf }: Slice): string | undefined {
  const characters = charactersOf(text);
  const size = characters.length;
  const start = offset < 0 ? size + offset : offset;
  if (start < 0 || start > size) return undefined;
  const length = lengthOf();
  const end = length === undefined ? size : length < 0 ? size + length : Math.min(size, start + length);
  if (end < start) throw new LineDropped(`${length}: substring expression < 0`);
  return textBetween(characters, start, end);
}

/** `${list[@]:offset:length}`: the offset is a subscript, the length a number of elements. @throws LineDropped */
export function sliceList(elements: ArrayElements, { offset, length: lengthOf }: Slice): readonly string[] {
  const start = offset < 0 ? elements.length + offset : offset;
  if (start < 0 || start >= elements.length) return [];
  const length = lengthOf();
  if (length !== undefined && length < 0) throw new LineDropped(`${length}: substring expression < 0`);
  const rest = presentElements(elements.slice(start));
  return length === undefined ? rest : rest.slice(0, length);
}

/** The values of a map: bash counts them from 1, takes 0 for the first as well, and a length of 0 for 1. @throws LineDropped */
export function sliceMap(values: readonly string[], { offset, length: lengthOf }: Slice): readonly string[] {
  const start = offset < 0 ? values.length + offset + 1 : offset;
  if (start < 0 || start > values.length || values.length === 0) return [];
  const length = lengthOf();
  if (length !== undefined && length < 0) throw new LineDropped(`${length}: substring expression < 0`);
  const first = Math.max(0, start - 1);
  return values.slice(first, length === undefined ? undefined : first + Math.max(1, length));
}
