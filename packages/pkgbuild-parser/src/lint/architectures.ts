import { showForeign } from '@rbee-internal/redact-url';
import { placeOfVariable, type Recipe, valuesOf } from '../parse/recipe.js';
import type { Place } from '../problems/positions.js';
import type { ProblemList } from '../problems/problem-list.js';

/** `arch` of the recipe and of its packages. */
export function checkArchitectures(recipe: Recipe, list: ProblemList): void {
  const { architectures } = recipe;
  const isOld = recipe.shell.facts.host.makepkg === '6.0';
  if (!recipe.fields.has('arch')) {
    checkEntries(architectures, { placeOf: () => placeOfVariable(recipe, 'arch'), isOld }, list);
    return;
  }
  for (const { place, values, package: owner } of valuesOf(recipe, 'arch')) {
    checkEntries(values, { placeOf: () => place, isOld }, list);
    if (owner === undefined || isOld) continue;
    for (const arch of values) {
      if (arch === 'any' || architectures.includes(arch)) continue;
      const message = `arch "${showForeign(arch)}" of ${showForeign(owner)} is not among the recipe's own`;
      list.error('INVALID_FIELD', place, message);
    }
  }
}

function checkEntries(
  architectures: readonly string[],
  { placeOf, isOld }: { readonly placeOf: () => Place; readonly isOld: boolean },
  list: ProblemList,
): void {
  if (architectures.includes('any') && architectures.length > 1) {
    list.error('INVALID_FIELD', placeOf(), 'arch may not name other architectures beside any');
  }
  const seen = new Set<string>();
  for (const arch of architectures) {
    if (seen.has(arch) && !isOld) {
      list.error('INVALID_FIELD', placeOf(), `arch names ${showForeign(arch)} twice`);
    } else if (arch !== '' && !/^[A-Za-z0-9_]+$/.test(arch)) {
      const message = `arch "${showForeign(arch)}" is not allowed: use letters, digits and _`;
      list.error('INVALID_FIELD', placeOf(), message);
    }
    seen.add(arch);
  }
}
