import type { ArrayValue } from 'unbash';
import { wordFrom } from '../expand/word-from.js';
import { textOf } from '../expand/words.js';
import { checkedCount, takeSteps } from '../state/budget.js';
import { LineDropped, NotKnown } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf, withOrigin } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import type { AssociativeArray } from '../state/variables/variable.js';
import { keyedElement, valueText } from './keyed-element.js';

/** `([key]=value …)`, or since bash 5.1 `(key value …)`. */
export function mapValue(
  shell: Shell,
  value: ArrayValue,
  { map, append }: { readonly map: AssociativeArray; readonly append: boolean },
): AssociativeArray {
  const entries = new Map(append ? map : []);
  const isKeyed = value.elements[0]?.text.startsWith('[') !== false;
  takeSteps(shell, value, 1 + (entries.size >> 4) + value.elements.length);
  checkedCount(shell, entries.size + value.elements.length, value);
  if (!isKeyed) {
    const fields = value.elements.map((word) => textOf(shell, word));
    for (let index = 0; index < fields.length; index += 2)
      entries.set(fields[index] ?? '', fields[index + 1] ?? '');
    return entries;
  }
  for (const word of value.elements) {
    const keyed = keyedElement(word.text);
    if (keyed === undefined) throw new LineDropped(`${word.text}: must use subscript`);
    const key = withOrigin(shell, word, () => textOf(shell, wordFrom(keyed.subscript, '')));
    const text = valueText(shell, keyed.value, word);
    if (key === '') {
      writeError(shell, new NotKnown("bash's error: bad array subscript", placeOf(shell, word)));
      continue;
    }
    entries.set(key, keyed.append ? `${entries.get(key) ?? ''}${text}` : text);
  }
  return entries;
}
