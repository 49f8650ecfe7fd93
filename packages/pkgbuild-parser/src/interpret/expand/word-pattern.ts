import type { Word } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { isExtendedGlob } from '../match/extended-glob.js';
import { compileGlob, type GlobPattern, matchEnds, matchesGlob } from '../match/glob-match.js';
import { matchesSimple, simplePattern } from '../match/simple-patterns.js';
import { takeSteps } from '../state/budget.js';
import { requireCharacters } from '../state/locale.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { workCounter } from '../state/work-counter.js';

/** Whether a text as a whole matches a word of `case`. @throws NotKnown */
export function matchesPattern(shell: Shell, word: Word, text: string): boolean {
  takeSteps(shell, word);
  if (word.text === '*') return true;
  requireCharacters(shell, text, word);
  const simple = QUICK.test(word.text) ? simplePattern(word.text) : undefined;
  return simple === undefined
    ? matchesGlob(patternFrom(shell, word), text, workCounter(shell, word))
    : matchesSimple(text, simple);
}

/** Nothing in it is quoted, expanded or a bracket. */
const QUICK = /^[\w.*:-]+$/;

/** A word as a pattern: what is quoted in it stands for itself. @throws NotKnown */
export function patternFrom(shell: Shell, word: Word): GlobPattern {
  return patternOf(shell, shell.interpreter.segmentsOf(shell, word, 'bare'), word);
}

export function patternOf(shell: Shell, segments: readonly Segment[], place: Place): GlobPattern {
  if (shell.settings.flags.has('extglob')) refuseExtended(shell, segments, place);
  return compileGlob(segments);
}

/** Extended patterns such as `+(a)` are not followed. @throws NotKnown */
function refuseExtended(shell: Shell, segments: readonly Segment[], place: Place): void {
  if (!isExtendedGlob(segments)) return;
  throw new NotKnown('an extended pattern', placeOf(shell, place));
}

export function prefixEnds(
  shell: Shell,
  pattern: GlobPattern,
  text: { readonly characters: ArrayLike<string>; readonly place: Place },
): number[] {
  const onWork = workCounter(shell, text.place);
  return matchEnds(pattern, { characters: text.characters, start: 0, onWork });
}

/** The lengths of the suffixes that match, ascending: the mirrored pattern on the mirrored text. */
export function suffixLengths(
  shell: Shell,
  pattern: GlobPattern,
  text: { readonly characters: ArrayLike<string>; readonly place: Place },
): number[] {
  const mirrored = Array.from(text.characters).reverse();
  takeSteps(shell, text.place, mirrored.length >> 4);
  return prefixEnds(shell, [...pattern].reverse(), { characters: mirrored, place: text.place });
}

export function shortest(ends: readonly number[]): number | undefined {
  return ends[0];
}

export function longest(ends: readonly number[]): number | undefined {
  return ends[ends.length - 1];
}
