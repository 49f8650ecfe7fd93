import { showForeign } from '@rbee-internal/redact-url';
import type { ParsedScript, SyntaxNode, Word } from 'unbash';
import type { ProblemList } from '../../problems/problem-list.js';
import { placesBefore, reportNested } from './walk.js';

const TURNS_ON = /^[^#\n]*\bshopt\s+-s\s+(?:\S+\s+)*extglob\b/m;

/** `+(a)` is not a word unless extended patterns are on; `[[ ]]` always has them. */
export function reportExtendedPatterns(text: string, script: ParsedScript, list: ProblemList): void {
  const places = placesBefore(text, '(', '?*+@!');
  if (places.length === 0) return;
  const turnedOn = text.includes('extglob') ? TURNS_ON.exec(text)?.index : undefined;
  const early = places.filter((place) => place < (turnedOn ?? text.length));
  reportNested(script, list, { text, places: early, visit: reportExtendedPattern, passesOver });
}

/**
 * In expansions, and on the right of a comparison in `[[ ]]`, extended patterns are always read as such; `[[ !(x) ]]`
 * is a negation.
 */
function passesOver(node: SyntaxNode): boolean {
  if (node.type === 'ParameterExpansion') return true;
  if (node.type === 'TestBinary') return PATTERN_TESTS.has(node.operator) && !isExtended(node.left);
  return node.type === 'TestUnary' && node.operand.text.startsWith('!(');
}

function isExtended({ parts }: Word): boolean {
  return parts?.some(({ type }) => type === 'ExtendedGlob') === true;
}

const PATTERN_TESTS: ReadonlySet<string> = new Set(['=', '==', '!=', '=~']);

function reportExtendedPattern(node: SyntaxNode, list: ProblemList): void {
  if (node.type !== 'ExtendedGlob') return;
  list.error('SYNTAX', node, `${showForeign(node.text)} is not a word: extended patterns are off`);
}
