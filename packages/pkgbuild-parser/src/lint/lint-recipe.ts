import type { Recipe } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';
import { checkArchitectures } from './architectures.js';
import { checkDependencies } from './dependencies.js';
import { checkKinds } from './kinds.js';
import type { LintRule } from './lint-rule.js';
import { checkNamesAndVersions } from './names-and-versions.js';
import { checkPackageFunctions } from './package-functions.js';
import { checkSources } from './sources.js';
import { checkValues } from './values.js';
import { checkVariables } from './variables.js';

const RULES: readonly LintRule[] = [
  checkKinds,
  checkNamesAndVersions,
  checkArchitectures,
  checkDependencies,
  checkValues,
  checkPackageFunctions,
  checkSources,
  checkVariables,
];

/** Applies makepkg's rules (`lint_pkgbuild`), every one of which is an error, and warnings beyond them. */
export function lintRecipe(recipe: Recipe, list: ProblemList): void {
  for (const check of RULES) check(recipe, list);
}
