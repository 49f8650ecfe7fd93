import type { ProblemList } from '../problems.js';
import type { Recipe } from '../recipe.js';

/** One thing to check. makepkg's own rules report errors, those beyond them warnings. */
export type LintRule = (recipe: Recipe, list: ProblemList) => void;
