import { forEachChild, type SyntaxNode } from 'unbash';
import { holdsPlace } from '../../problems/positions.js';
import type { ProblemList } from '../../problems/problem-list.js';

/** A walk through the tree around some places. */
interface Walk {
  readonly text: string;
  /** Only nodes around one of these offsets are looked at, ascending. */
  readonly places: readonly number[];
  readonly visit: (node: SyntaxNode, list: ProblemList) => void;
  /** What is not looked at, with all in it. */
  readonly passesOver?: (node: SyntaxNode) => boolean;
}

/** Visits the nodes below one, nested scripts included. */
export function reportNested(node: SyntaxNode, list: ProblemList, walk: Walk): void {
  if (walk.places.length === 0) return;
  forEachChild(node, (child) => {
    if (child.type === 'Script' && child.source !== undefined) return;
    if (child.type !== 'Script' && !holdsPlace(walk.places, child)) return;
    if (walk.passesOver?.(child) === true) return;
    walk.visit(child, list);
    reportNested(child, list, walk);
  });
}

/** Where one of `characters` stands right before `mark`. */
export function placesBefore(text: string, mark: string, characters: string): number[] {
  const places: number[] = [];
  for (let index = text.indexOf(mark); index !== -1; index = text.indexOf(mark, index + 1)) {
    const before = text[index - 1];
    if (before !== undefined && characters.includes(before)) places.push(index - 1);
  }
  return places;
}
