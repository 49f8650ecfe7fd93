import type { Place } from '../../problems/positions.js';
import { type GlobPattern, literalOf, regexOfGlob } from '../match/glob-match.js';
import { findMatch } from '../match/regex-match.js';
import { takeSteps, valueTooLong } from '../state/budget.js';
import { requireCharacters } from '../state/locale.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { workCounter } from '../state/work-counter.js';
import { charactersOf, textBetween } from '../text/characters.js';
import { homeNotKnown } from './home-folder.js';
import type { Operation } from './pattern-operations.js';
import { longest, patternFrom, prefixEnds, suffixLengths } from './word-pattern.js';

/** `${x/p/r}`, `${x//p/r}`, `${x/#p/r}`, `${x/%p/r}`; an unquoted `&` in the replacement is what matched. */
export function replacePattern(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'Replace'>,
): string[] {
  const pattern = patternFrom(shell, operation.pattern);
  const segments = shell.interpreter.segmentsOf(shell, operation.replacement, 'bare');
  const replace = replacementOf(shell, segments, operation.replacement);
  const { operator } = operation;
  if (operator.length === 2 && operation.pattern.text.startsWith('~')) throw homeNotKnown(shell, operation);
  return values.map((value) => {
    if (operator === '/#') return replacePrefix(shell, value, { pattern, replace, place: operation });
    if (operator === '/%') return replaceSuffix(shell, value, { pattern, replace, place: operation });
    const all = operator === '//';
    return replaceWithin(shell, value, { pattern, replace, place: operation, all });
  });
}

type Replace = (matched: string) => string;

interface Replacing {
  readonly pattern: GlobPattern;
  readonly replace: Replace;
  readonly place: Place;
}

function replacePrefix(shell: Shell, value: string, { pattern, replace, place }: Replacing): string {
  const characters = charactersOf(value);
  const end = longest(prefixEnds(shell, pattern, { characters, place }));
  if (end === undefined) return value;
  return replace(textBetween(characters, 0, end)) + textBetween(characters, end, characters.length);
}

function replaceSuffix(shell: Shell, value: string, { pattern, replace, place }: Replacing): string {
  const characters = charactersOf(value);
  const length = longest(suffixLengths(shell, pattern, { characters, place }));
  if (length === undefined) return value;
  const start = characters.length - length;
  return textBetween(characters, 0, start) + replace(textBetween(characters, start, characters.length));
}

function replaceWithin(
  shell: Shell,
  value: string,
  { pattern, replace, place, all }: Replacing & { readonly all: boolean },
): string {
  if (pattern.length === 0) return value;
  const plain = literalOf(pattern);
  if (plain !== undefined) return replacePlain(shell, value, { plain, replace, place, all });
  requireCharacters(shell, value, place);
  const regex = regexOfGlob(pattern);
  if (regex === undefined) throw new NotKnown('a long pattern', placeOf(shell, place));
  const characters = Array.from(value);
  takeSteps(shell, place, characters.length >> 4);
  const onWork = workCounter(shell, place);
  const pieces: string[] = [];
  let length = 0;
  let copied = 0;
  for (let index = 0; index < characters.length || (index === 0 && value === ''); ) {
    takeSteps(shell, place, 3);
    const match = findMatch(regex, characters, { from: index, onWork });
    if (match === undefined) break;
    const { end } = match;
    index = match.start;
    if (end === index && value !== '') {
      index += 1;
      continue;
    }
    const piece = textBetween(characters, copied, index) + replace(textBetween(characters, index, end));
    length += piece.length;
    if (length > shell.limits.valueLength) throw valueTooLong(shell, place);
    pieces.push(piece);
    copied = end;
    if (!all || value === '') break;
    index = end;
  }
  return pieces.join('') + textBetween(characters, copied, characters.length);
}

function replacePlain(
  shell: Shell,
  value: string,
  {
    plain,
    replace,
    place,
    all,
  }: Omit<Replacing, 'pattern'> & { readonly plain: string; readonly all: boolean },
): string {
  const replacement = replace(plain);
  if (!all) return value.replace(plain, () => replacement);
  const pieces = value.split(plain);
  takeSteps(shell, place, (pieces.length >> 2) + (value.length >> 7));
  const grown = value.length + (pieces.length - 1) * (replacement.length - plain.length);
  if (grown > shell.limits.valueLength) throw valueTooLong(shell, place);
  return pieces.join(replacement);
}

function replacementOf(shell: Shell, segments: readonly Segment[], place: Place): Replace {
  const pieces = segments.map(({ type, text }) => {
    const special = type === 'literal' || type === 'expanded';
    if (special && text.includes('&') && text.includes('\\')) {
      throw new NotKnown('a replacement that holds both `&` and a backslash', placeOf(shell, place));
    }
    return special ? text.split('&') : [text];
  });
  return (matched) => pieces.map((piece) => piece.join(matched)).join('');
}
