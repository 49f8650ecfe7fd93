import type { Segment } from '../state/segments.js';
import { type MarkedCharacter, marked, readSet } from './glob-match.js';
import { compileRegex, findMatch, type Regex } from './regex-match.js';
import type { RegexNode } from './regex-syntax.js';

/** Whether the unquoted text has a pattern such as `+(a|b)` in it. */
export function isExtendedGlob(segments: readonly Segment[]): boolean {
  return /[?*+@!]\(/.test(segments.map(({ type, text }) => (type === 'quoted' ? '"' : text)).join(''));
}

/** A pattern with extended parts, ready to match; `undefined` for `!(…)`, which is not evaluated. */
export function compileExtendedGlob(segments: readonly Segment[]): Regex | undefined {
  const reader = { characters: marked(segments), index: 0, depth: 0 };
  const node = readAlternatives(reader);
  if (node === undefined || reader.index < reader.characters.length) return undefined;
  return compileRegex({
    node: { type: 'sequence', items: [{ type: 'start' }, node, { type: 'end' }] },
    groups: 0,
  });
}

/** Whether the whole text matches. */
export function matchesExtendedGlob(regex: Regex, text: string, onWork: (work: number) => void): boolean {
  return findMatch(regex, Array.from(text), { from: 0, onWork }) !== undefined;
}

interface Reader {
  readonly characters: readonly MarkedCharacter[];
  index: number;
  depth: number;
}

/** Outside brackets `|` and `)` are characters like any other. */
function readAlternatives(reader: Reader): RegexNode | undefined {
  const items: RegexNode[] = [];
  for (;;) {
    const sequence: RegexNode[] = [];
    while (
      reader.index < reader.characters.length &&
      !(reader.depth > 0 && (isAt(reader, '|') || isAt(reader, ')')))
    ) {
      const node = readPart(reader);
      if (node === undefined) return undefined;
      sequence.push(node);
    }
    items.push({ type: 'sequence', items: sequence });
    if (reader.depth === 0 || !isAt(reader, '|')) return { type: 'choice', items };
    reader.index += 1;
  }
}

function readPart(reader: Reader): RegexNode | undefined {
  const { characters } = reader;
  const { character, special } = characters[reader.index] ?? { character: '', special: false };
  const next = characters[reader.index + 1];
  if (special && '?*+@!'.includes(character) && next?.special === true && next.character === '(') {
    return readExtended(reader, character);
  }
  if (special && character === '[') {
    const set = readSet(characters, reader.index);
    if (set !== undefined) {
      reader.index = set.end;
      return { type: 'character', accepts: set.token.matches };
    }
  }
  reader.index += 1;
  if (special && character === '\\' && next !== undefined) {
    reader.index += 1;
    return exactly(next.character);
  }
  const any: RegexNode = { type: 'character', accepts: () => true };
  if (special && character === '?') return any;
  if (special && character === '*')
    return { type: 'repeat', inner: any, least: 0, most: Number.POSITIVE_INFINITY };
  return exactly(character);
}

function readExtended(reader: Reader, operator: string): RegexNode | undefined {
  if (operator === '!' || reader.depth > 20) return undefined;
  reader.index += 2;
  reader.depth += 1;
  const inner = readAlternatives(reader);
  if (inner === undefined || !isAt(reader, ')')) return undefined;
  reader.index += 1;
  reader.depth -= 1;
  if (operator === '@') return inner;
  const least = operator === '+' ? 1 : 0;
  return { type: 'repeat', inner, least, most: operator === '?' ? 1 : Number.POSITIVE_INFINITY };
}

function exactly(character: string): RegexNode {
  return { type: 'character', accepts: (other) => other === character };
}

function isAt({ characters, index }: Reader, character: string): boolean {
  const here = characters[index];
  return here?.special === true && here.character === character;
}
