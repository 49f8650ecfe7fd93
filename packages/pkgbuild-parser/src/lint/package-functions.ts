import { showForeign } from '@rbee-internal/redact-url';
import { placeOfVariable, type Recipe } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

/** Which of `build()`, `package()` and `package_<name>()` there must be, and which not. */
export function checkPackageFunctions(recipe: Recipe, list: ProblemList): void {
  const { shell, pkgnames } = recipe;
  const [first] = pkgnames;
  if (first === undefined) return;
  const has = (name: string) => shell.functions.has(name) || shell.doubtfulFunctions.has(name);
  const error = (message: string) =>
    list.error(
      'PACKAGE_FUNCTION',
      shell.functions.get('package')?.place ?? placeOfVariable(recipe, 'pkgname'),
      message,
    );
  if (pkgnames.length > 1) {
    if (has('package')) error('package() does not fit several package names');
    for (const name of pkgnames)
      if (!has(`package_${name}`)) error(`package_${showForeign(name)}() is missing`);
  } else if (has('package') && has(`package_${first}`)) {
    error(`package() and package_${showForeign(first)}() conflict: keep one of them`);
  } else if (has('build') && !has('package') && !has(`package_${first}`)) {
    error('build() needs a package() function');
  }
}
