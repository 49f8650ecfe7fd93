import { matchEnds } from '../match/glob-match.js';
import { takeSteps } from '../state/budget.js';
import { requireCharacters } from '../state/locale.js';
import type { Shell } from '../state/shell.js';
import { workCounter } from '../state/work-counter.js';
import { capital, small } from '../text/letter-case.js';
import type { Operation } from './pattern-operations.js';
import { patternFrom } from './word-pattern.js';

/** `${x^}`, `${x^^}`, `${x,}`, `${x,,}`, for the characters that match the pattern, or all. */
export function changeCase(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'CaseModification'>,
): string[] {
  const { operand, operator } = operation;
  const pattern = operand === undefined ? [] : patternFrom(shell, operand);
  if (pattern.length === 0 && /["']/.test(operand?.text ?? '')) return [...values];
  const onWork = workCounter(shell, operation);
  function changed(character: string): string {
    const isMeant =
      pattern.length === 0 || matchEnds(pattern, { characters: character, start: 0, onWork }).includes(1);
    if (!isMeant) return character;
    return operator.startsWith('^') ? capital(character) : small(character);
  }
  return values.map((value) => {
    const characters = Array.from(value);
    takeSteps(shell, operation, characters.length * (pattern.length === 0 ? 1 : 4));
    requireCharacters(shell, value, operation);
    if (operator.length === 2) return characters.map(changed).join('');
    return [changed(characters[0] ?? ''), ...characters.slice(1)].join('');
  });
}
