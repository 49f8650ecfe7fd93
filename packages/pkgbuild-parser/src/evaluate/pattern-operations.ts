import type { ParameterOperation, Word } from 'unbash';
import type { Place } from '../positions.js';
import { isExtendedGlob } from './extended-glob.js';
import {
  charactersOf,
  compileGlob,
  type GlobPattern,
  literalOf,
  matchEnds,
  matchesGlob,
  regexOfGlob,
  textBetween,
} from './glob-match.js';
import { homeNotKnown } from './home-folder.js';
import { capital, small } from './letter-case.js';
import { requireCharacters } from './locale.js';
import { NotKnown } from './outcomes.js';
import { findMatch } from './regex-match.js';
import { joinSegments, type Segment } from './segments.js';
import { placeOf, type Shell, takeSteps, valueTooLong } from './shell.js';
import { matchesSimple, removeSimple, simplePattern } from './simple-patterns.js';

type Operation<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function removePattern(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'Remove'>,
): string[] {
  const { operator } = operation;
  const segments = shell.hooks.segmentsOf(shell, operation.operand, 'bare');
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

/** `${x/p/r}`, `${x//p/r}`, `${x/#p/r}`, `${x/%p/r}`; an unquoted `&` in the replacement is what matched. */
export function replacePattern(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'Replace'>,
): string[] {
  const pattern = patternFrom(shell, operation.pattern);
  const segments = shell.hooks.segmentsOf(shell, operation.replacement, 'bare');
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

/** `${x^}`, `${x^^}`, `${x,}`, `${x,,}`, for the characters that match the pattern, or all. */
export function changeCase(
  shell: Shell,
  values: readonly string[],
  operation: Operation<'CaseModification'>,
): string[] {
  const { operand, operator } = operation;
  const pattern = operand === undefined ? [] : patternFrom(shell, operand);
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
function patternFrom(shell: Shell, word: Word): GlobPattern {
  return patternOf(shell, shell.hooks.segmentsOf(shell, word, 'bare'), word);
}

function patternOf(shell: Shell, segments: readonly Segment[], place: Place): GlobPattern {
  if (shell.settings.flags.has('extglob')) refuseExtended(shell, segments, place);
  return compileGlob(segments);
}

/** Extended patterns such as `+(a)` are not followed. @throws NotKnown */
function refuseExtended(shell: Shell, segments: readonly Segment[], place: Place): void {
  if (!isExtendedGlob(segments)) return;
  throw new NotKnown('an extended pattern', placeOf(shell, place));
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

function prefixEnds(
  shell: Shell,
  pattern: GlobPattern,
  text: { readonly characters: ArrayLike<string>; readonly place: Place },
): number[] {
  const onWork = workCounter(shell, text.place);
  return matchEnds(pattern, { characters: text.characters, start: 0, onWork });
}

/** The lengths of the suffixes that match, ascending: the mirrored pattern on the mirrored text. */
function suffixLengths(
  shell: Shell,
  pattern: GlobPattern,
  text: { readonly characters: ArrayLike<string>; readonly place: Place },
): number[] {
  const mirrored = Array.from(text.characters).reverse();
  takeSteps(shell, text.place, mirrored.length >> 4);
  return prefixEnds(shell, [...pattern].reverse(), { characters: mirrored, place: text.place });
}

/** Some comparisons of a character with a state of a pattern are one step. */
export function workCounter(shell: Shell, place: Place): (work: number) => void {
  let done = 0;
  return (work) => {
    done += work;
    if (done < COMPARISONS) return;
    takeSteps(shell, place, Math.floor(done / COMPARISONS));
    done %= COMPARISONS;
  };
}

const COMPARISONS = 4;

function shortest(ends: readonly number[]): number | undefined {
  return ends[0];
}

function longest(ends: readonly number[]): number | undefined {
  return ends[ends.length - 1];
}
