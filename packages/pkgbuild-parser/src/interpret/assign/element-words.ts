import type { Place } from '../../problems/positions.js';
import type { ArrayElements } from '../state/variables/variable.js';

/** Words of the text, and how many elements each of them gave. */
interface ElementWords {
  /** Those of what the list was before `+=`. */
  readonly before: ElementWords | undefined;
  readonly words: readonly Place[];
  /** By word, how many elements there were after it, counted from the first of `words`. */
  readonly counts: readonly number[];
}

const known = new WeakMap<ArrayElements, ElementWords>();

/** Keeps which word of the file gave each element of a list. */
export function noteWords(
  elements: ArrayElements,
  { before, words, counts }: Pick<ElementWords, 'words' | 'counts'> & { readonly before: ArrayElements },
): void {
  const earlier = known.get(before);
  if (before.length > 0 && earlier === undefined) return;
  known.set(elements, { before: earlier, words, counts });
}

/** The word that gave each element; `undefined` where that is not known. */
export function wordsOf(elements: ArrayElements): readonly Place[] | undefined {
  const places: Place[][] = [];
  let words = known.get(elements);
  if (words === undefined) return undefined;
  for (; words !== undefined; words = words.before) places.push(expanded(words));
  return places.reverse().flat();
}

function expanded({ words, counts }: ElementWords): Place[] {
  return words.flatMap((word, index) => {
    const size = (counts[index] ?? 0) - (counts[index - 1] ?? 0);
    return Array.from({ length: size }, () => word);
  });
}
