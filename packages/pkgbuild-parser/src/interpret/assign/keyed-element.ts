import type { Place } from '../../problems/positions.js';
import { wordFrom } from '../expand/word-from.js';
import { withOrigin } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { assignedText } from './assigned-text.js';

export interface KeyedElement {
  readonly subscript: string;
  readonly append: boolean;
  readonly value: string;
}

/** `[subscript]=value` inside the parentheses of an array. */
export function keyedElement(text: string): KeyedElement | undefined {
  const [, subscript, plus, value] = /^\[((?:[^[\]"']|"[^"]*"|'[^']*')*)\](\+?)=([\s\S]*)$/.exec(text) ?? [];
  if (subscript === undefined || value === undefined) return undefined;
  return { subscript, append: plus === '+', value };
}

export function valueText(shell: Shell, value: string, place: Place): string {
  return withOrigin(shell, place, () => (value === '' ? '' : assignedText(shell, wordFrom(value, ''))));
}
