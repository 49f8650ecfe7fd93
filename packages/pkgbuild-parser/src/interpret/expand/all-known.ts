import type { SyntaxNode } from 'unbash';
import { makeNotKnown } from '../effects/make-not-known.js';
import { NotKnown } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';

/**
 * Evaluates one piece of the text after the other: what is not known in one of them cannot keep bash from finding an
 * error in those after it. @throws NotKnown for the first that is not known, when all have been looked at
 */
export function allKnown<T extends SyntaxNode, R>(
  shell: Shell,
  pieces: readonly T[],
  evaluate: (piece: T, results: R[]) => void,
): R[] {
  const results: R[] = [];
  let unknown: NotKnown | undefined;
  for (const piece of pieces) {
    try {
      evaluate(piece, results);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      unknown ??= error;
      makeNotKnown(shell, piece, error);
    }
  }
  if (unknown !== undefined) throw unknown;
  return results;
}
