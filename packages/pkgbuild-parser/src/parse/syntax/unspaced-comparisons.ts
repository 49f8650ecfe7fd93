import type { ParsedScript, SyntaxNode } from 'unbash';
import { operatorPlaces, unspacedComparison } from '../../interpret/tests/unspaced-comparison.js';
import type { ProblemList } from '../../problems/problem-list.js';
import { reportNested } from './walk.js';

const UNSPACED = /[^\s<>&(][<>]/g;

/** `<` and `>` end a word inside `[[ ]]` as anywhere else, which the tree does not show. */
export function reportUnspacedComparisons(text: string, script: ParsedScript, list: ProblemList): void {
  if (!text.includes('[[')) return;
  const places = Array.from(text.matchAll(UNSPACED), ({ index }) => index + 1);
  reportNested(script, list, { text, places, visit: reportIn });
}

function reportIn(node: SyntaxNode, list: ProblemList): void {
  for (const word of wordsOf(node)) {
    if (operatorPlaces(word).length === 0) continue;
    list.error('SYNTAX', word, 'unexpected < or > in a condition: put blanks around it, or quote it');
  }
}

function wordsOf(node: SyntaxNode) {
  if (node.type === 'TestUnary') return unspacedComparison(node) === undefined ? [node.operand] : [];
  if (node.type !== 'TestBinary') return [];
  return node.operator === '=~' ? [node.left] : [node.left, node.right];
}
