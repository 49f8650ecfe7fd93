import type { Recipe } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

/** One thing to check. makepkg's own rules report errors, those beyond them warnings. */
export type LintRule = (recipe: Recipe, list: ProblemList) => void;
