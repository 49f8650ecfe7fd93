import type { Segment } from '../state/segments.js';
import { charactersOf } from '../text/characters.js';
import { characterClass } from './character-classes.js';
import { compileRegex, type Regex } from './regex-match.js';
import type { RegexNode } from './regex-syntax.js';

/** A pattern of bash, ready to match; extended patterns are not part of it. */
export type GlobPattern = readonly GlobToken[];

type GlobToken =
  | { readonly type: 'character'; readonly character: string }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'set'; readonly matches: (character: string) => boolean };

/** Makes a pattern of expanded text: what was quoted stands for itself. */
export function compileGlob(segments: readonly Segment[]): GlobPattern {
  const characters = marked(segments);
  const tokens: GlobToken[] = [];
  let index = 0;
  while (index < characters.length) {
    const { character, special } = characters[index] ?? { character: '', special: false };
    const set = special && character === '[' ? readSet(characters, index) : undefined;
    if (set !== undefined) {
      tokens.push(set.token);
      index = set.end;
      continue;
    }
    const escaped = special && character === '\\' ? characters[index + 1] : undefined;
    if (escaped !== undefined) {
      tokens.push({ type: 'character', character: escaped.character });
      index += 2;
      continue;
    }
    pushSingle(tokens, character, special);
    index += 1;
  }
  return tokens;
}

/** The text when the pattern is nothing but characters. */
export function literalOf(pattern: GlobPattern): string | undefined {
  let text = '';
  for (const token of pattern) {
    if (token.type !== 'character') return undefined;
    text += token.character;
  }
  return text;
}

/**
 * Whether the whole text matches: what follows a star is tried at each place until it fits, and never again from an
 * earlier star. `onWork` receives how much work a step was.
 */
export function matchesGlob(pattern: GlobPattern, text: string, onWork: (work: number) => void): boolean {
  const characters = charactersOf(text);
  let state = 0;
  let index = 0;
  let star = -1;
  let resumes = 0;
  while (index < characters.length) {
    const token = pattern[state];
    onWork(1);
    if (token?.type === 'star') {
      star = state;
      resumes = index;
      state += 1;
      if (state === pattern.length) return true;
    } else if (token !== undefined && acceptsCharacter(token, characters[index] ?? '')) {
      state += 1;
      index += 1;
    } else if (star === -1) return false;
    else {
      state = star + 1;
      resumes += 1;
      index = resumes;
    }
  }
  while (pattern[state]?.type === 'star') state += 1;
  return state === pattern.length;
}

/** The same pattern for a search through a text. */
export function regexOfGlob(pattern: GlobPattern): Regex | undefined {
  const items = pattern.map((token): RegexNode => {
    const node: RegexNode = { type: 'character', accepts: (character) => acceptsCharacter(token, character) };
    if (token.type !== 'star') return node;
    return { type: 'repeat', inner: node, least: 0, most: Number.POSITIVE_INFINITY };
  });
  return compileRegex({ node: { type: 'sequence', items }, groups: 0 });
}

/**
 * Where matches that begin at `start` end, in ascending order. All states advance together over the text, so
 * that the work is at most the pattern's length times the text's.
 */
export function matchEnds(
  pattern: GlobPattern,
  text: {
    readonly characters: ArrayLike<string>;
    readonly start: number;
    readonly onWork: (work: number) => void;
  },
): number[] {
  const { characters, start, onWork } = text;
  const ends: number[] = [];
  let states = closure(pattern, [0]);
  for (let index = start; ; index += 1) {
    if (states[states.length - 1] === pattern.length) ends.push(index);
    if (index >= characters.length || states.length === 0) return ends;
    onWork(states.length);
    states = closure(pattern, advance(pattern, states, characters[index] ?? ''));
  }
}

function advance(pattern: GlobPattern, states: readonly number[], character: string): number[] {
  const next: number[] = [];
  for (const state of states) {
    const token = pattern[state];
    if (token === undefined) continue;
    if (token.type === 'star') next.push(state);
    else if (acceptsCharacter(token, character)) next.push(state + 1);
  }
  return next;
}

/** The states and those reached from them by a star that matches nothing; ascending, each once. */
function closure(pattern: GlobPattern, states: readonly number[]): number[] {
  const closed: number[] = [];
  for (const first of states) {
    let state = first;
    while (state > (closed[closed.length - 1] ?? -1)) {
      closed.push(state);
      if (pattern[state]?.type === 'star') state += 1;
    }
  }
  return closed;
}

function acceptsCharacter(token: GlobToken, character: string): boolean {
  if (token.type === 'character') return token.character === character;
  return token.type === 'set' ? token.matches(character) : true;
}

function pushSingle(tokens: GlobToken[], character: string, special: boolean): void {
  if (special && character === '*') {
    if (tokens[tokens.length - 1]?.type !== 'star') tokens.push({ type: 'star' });
  } else if (special && character === '?') tokens.push({ type: 'any' });
  else tokens.push({ type: 'character', character });
}

/** A character of a pattern, and whether it may have a meaning of its own: one that was quoted has none. */
export interface MarkedCharacter {
  readonly character: string;
  readonly special: boolean;
}

export function marked(segments: readonly Segment[]): MarkedCharacter[] {
  return segments.flatMap(({ type, text }) =>
    Array.from(text, (character) => ({ character, special: type === 'literal' || type === 'expanded' })),
  );
}

/** Reads `[…]`; `undefined` when it is not closed, so that the bracket is a character like any other. */
export function readSet(characters: readonly MarkedCharacter[], start: number) {
  let index = start + 1;
  const negated = isSpecial(characters[index], '!') || isSpecial(characters[index], '^');
  if (negated) index += 1;
  const items: SetItem[] = [];
  for (let first = true; ; first = false) {
    const current = characters[index];
    if (current === undefined) return undefined;
    if (!first && isSpecial(current, ']')) break;
    const item = readSetItem(characters, index);
    items.push(item.test);
    index = item.end;
  }
  const matches = (character: string) => items.some((test) => test(character)) !== negated;
  return { token: { type: 'set', matches } as const, end: index + 1 };
}

type SetItem = (character: string) => boolean;

function readSetItem(characters: readonly MarkedCharacter[], start: number): { test: SetItem; end: number } {
  const named =
    isSpecial(characters[start], '[') && isSpecial(characters[start + 1], ':')
      ? readClass(characters, start)
      : undefined;
  if (named !== undefined) return named;
  const low = readSetCharacter(characters, start);
  const isRange =
    isSpecial(characters[low.end], '-') &&
    characters[low.end + 1] !== undefined &&
    !isSpecial(characters[low.end + 1], ']');
  if (!isRange) return { test: (character) => character === low.character, end: low.end };
  const high = readSetCharacter(characters, low.end + 1);
  const from = low.character.codePointAt(0) ?? 0;
  const to = high.character.codePointAt(0) ?? 0;
  function test(character: string): boolean {
    const code = character.codePointAt(0) ?? 0;
    return code >= from && code <= to;
  }
  return { test, end: high.end };
}

function readSetCharacter(characters: readonly MarkedCharacter[], index: number) {
  const escaped = isSpecial(characters[index], '\\') ? characters[index + 1] : undefined;
  if (escaped !== undefined) return { character: escaped.character, end: index + 2 };
  return { character: characters[index]?.character ?? '', end: index + 1 };
}

function readClass(characters: readonly MarkedCharacter[], start: number) {
  let name = '';
  let index = start + 2;
  while (/^[a-z]$/.test(characters[index]?.character ?? '')) {
    name += characters[index]?.character;
    index += 1;
  }
  if (!isSpecial(characters[index], ':') || !isSpecial(characters[index + 1], ']')) return undefined;
  const test = characterClass(name);
  return { test: test ?? (() => false), end: index + 2 };
}

function isSpecial(marked: MarkedCharacter | undefined, character: string): boolean {
  return marked?.special === true && marked.character === character;
}
