import type { SyntaxNode } from 'unbash';
import type { Reach } from '../state/outcomes.js';
import type { ListKind } from '../state/variables/variable.js';

/** What a piece of the text could do to the shell if it ran. */
export interface Effects {
  readonly variables: Set<string>;
  /** Of the variables, those that could become lists. */
  readonly lists: Map<string, ListKind>;
  readonly functions: Set<string>;
  readonly reaches: Set<Reach>;
  /** The bodies of functions that are looked at, or have been. */
  readonly visited: Set<SyntaxNode>;
  /** The bodies of the functions that the text itself defines. */
  readonly defined: Map<string, SyntaxNode>;
  anything: boolean;
}

/** What may be a map stays so. */
export function noteList({ lists }: Effects, name: string, kind: ListKind): void {
  if (lists.get(name) !== 'map') lists.set(name, kind);
}
