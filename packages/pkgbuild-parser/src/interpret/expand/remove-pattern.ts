import { removeSimple, simplePattern } from '../match/simple-patterns.js';
import { takeSteps } from '../state/budget.js';
import { requireCharacters } from '../state/locale.js';
import { joinSegments } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { charactersOf, textBetween } from '../text/characters.js';
import type { Operation } from './pattern-operations.js';
import { longest, patternOf, prefixEnds, shortest, suffixLengths } from './word-pattern.js';

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function removePattern(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'Remove'>,
): string[] {
  const { operator } = operation;
  const segments = shell.interpreter.segmentsOf(shell, operation.operand, 'bare');
  const isUnquoted = segments.every(({ type }) => type === 'literal' || type === 'expanded');
  const shape = isUnquoted ? simplePattern(joinSegments(segments)) : undefined;
  if (shape !== undefined) return values.map((value) => removeSimple(value, operator, shape));
  const pattern = patternOf(shell, segments, operation);
  const pick = operator.length === 1 ? shortest : longest;
  return values.map((value) => {
    const characters = charactersOf(value);
    const size = characters.length;
    takeSteps(shell, operation, size >> 6);
    requireCharacters(shell, value, operation);
    if (operator.startsWith('#')) {
      const end = pick(prefixEnds(shell, pattern, { characters, place: operation }));
      return end === undefined ? value : textBetween(characters, end, size);
    }
    const length = pick(suffixLengths(shell, pattern, { characters, place: operation }));
    return length === undefined ? value : textBetween(characters, 0, size - length);
  });
}
