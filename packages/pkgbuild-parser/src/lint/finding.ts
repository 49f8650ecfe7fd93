import type { Range } from '../problems/problem.js';

/** Something that a rule says about a recipe. */
export interface LintFinding {
  /** The id of the rule: see {@link lintRules}. */
  readonly rule: string;
  /** An `error` is what makepkg refuses. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly range: Range;
}

/** Takes what a rule has found. */
export type Report = (
  rule: string,
  place: Range | { readonly pos: number; readonly end: number },
  message: string,
) => void;
